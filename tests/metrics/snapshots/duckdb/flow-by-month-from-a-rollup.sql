WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
    "s"."region" AS "d0",
    EXACT_SUM("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "region",
      "amount"
    FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
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
  "k"."d0" AS "region",
  CAST("g0"."a0" AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
  AND "k"."d0" IS NOT DISTINCT FROM "g0"."d0"
ORDER BY
  1,
  2
