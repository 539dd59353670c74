WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
    "s"."channel" AS "d0",
    EXACT_SUM("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "channel",
      "quantity",
      "amount"
    FROM "lake"."main"."orders" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
    AND CAST(CASE WHEN "s"."quantity" >= 5 THEN '大' ELSE '小' END AS TEXT) IN ('大')
  GROUP BY
    1,
    2
), "keys" AS (
  SELECT
    "g0"."period",
    "g0"."d0"
  FROM g0
)
SELECT
  "k"."period" AS "period",
  "k"."d0" AS "channel",
  CAST("g0"."a0" AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
  AND "k"."d0" IS NOT DISTINCT FROM "g0"."d0"
ORDER BY
  1,
  2
