WITH "g0" AS (
  SELECT
    "t"."period" AS "period",
    "s"."region" AS "d0",
    SUM("s"."pieces") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "day",
      "region",
      "pieces"
    FROM "lake"."main"."stock" AT (VERSION => 7)
  ) AS "s"
  JOIN (
    SELECT
      CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."day" AS DATE) AS DATE)) AS DATE) AS "period",
      MAX("s"."day") AS "at"
    FROM (
      SELECT
        "day"
      FROM "lake"."main"."stock" AT (VERSION => 7)
    ) AS "s"
    WHERE
      NOT "s"."day" IS NULL
    GROUP BY
      1
  ) AS "t"
    ON "s"."day" = "t"."at"
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
