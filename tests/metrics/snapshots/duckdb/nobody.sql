WITH "g0" AS (
  SELECT
    EXACT_SUM("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "amount"
    FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
    WHERE
      FALSE
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
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
