WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
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
), "g1" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', CAST(CAST("s"."visited_at" AS DATE) AS DATE)) AS DATE) AS "period",
    "s"."region" AS "d0",
    COUNT(*) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "visited_at",
      "region"
    FROM "lake"."main"."visits" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."visited_at" IS NULL
  GROUP BY
    1,
    2
), "keys" AS (
  SELECT
    "g0"."period",
    "g0"."d0"
  FROM g0
  UNION
  SELECT
    "g1"."period",
    "g1"."d0"
  FROM g1
)
SELECT
  "k"."period" AS "period",
  "k"."d0" AS "region",
  CAST((
    "g0"."a0"
  ) / NULLIF((
    "g1"."a0"
  ), 0) AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
  AND "k"."d0" IS NOT DISTINCT FROM "g0"."d0"
LEFT JOIN g1
  ON "k"."period" IS NOT DISTINCT FROM "g1"."period"
  AND "k"."d0" IS NOT DISTINCT FROM "g1"."d0"
ORDER BY
  1,
  2
