WITH "g0" AS (
  SELECT
    MEDIAN("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "channel",
      "amount"
    FROM "lake"."main"."orders" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
    AND (
      "s"."channel" IN ('web', '') OR "s"."channel" IS NULL
    )
  HAVING
    COUNT(*) > 0
), "keys" AS (
  SELECT
    1 AS "one"
)
SELECT
  CAST("g0"."a0" AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON TRUE
