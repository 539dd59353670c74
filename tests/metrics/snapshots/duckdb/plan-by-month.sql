WITH "g0" AS (
  SELECT
    "b"."period" AS "period",
    EXACT_SUM(CASE WHEN "b"."metric" = 'revenue' THEN "b"."value" * "b"."weight" END) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      CAST(DATE_TRUNC('MONTH', CAST(CAST("m"."month" AS DATE) AS DATE)) AS DATE) AS "period",
      "m"."metric" AS "metric",
      "m"."month" AS "month",
      "m"."value" AS "value",
      CASE
        WHEN "m"."month" = CAST('2026-10-01' AS DATE)
        THEN 0.6666666666666667
        WHEN "m"."month" = CAST('2026-11-01' AS DATE)
        THEN 0.7894736842105263
        ELSE 1
      END AS "weight"
    FROM (
      SELECT
        "l"."metric",
        "l"."month",
        "l"."value"
      FROM (
        SELECT
          *,
          MIN("a"."division") OVER (PARTITION BY "a"."metric", "a"."month") AS "least"
        FROM (
          SELECT
            "s"."metric" AS "metric",
            "s"."value" AS "value",
            CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) AS "month",
            CASE WHEN "s"."region" IS NULL THEN 0 ELSE 1 END AS "division"
          FROM (
            SELECT
              "metric",
              "month",
              "value",
              "region"
            FROM "lake"."main"."targets" AT (VERSION => 7)
            WHERE
              "_department" IN ('sales')
          ) AS "s"
          WHERE
            "s"."metric" IN ('revenue')
            AND NOT "s"."value" IS NULL
            AND CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) >= CAST('2026-10-01' AS DATE)
            AND CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) <= CAST('2026-11-24' AS DATE)
        ) AS "a"
      ) AS "l"
      WHERE
        "l"."division" = "l"."least"
    ) AS "m"
  ) AS "b"
  GROUP BY
    1
), "keys" AS (
  SELECT
    CAST("x"."period" AS DATE) AS "period"
  FROM (
    SELECT
      UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '1' MONTH)) AS "period"
    FROM (
      SELECT
        MIN("h"."period") AS "first",
        MAX("h"."period") AS "last"
      FROM (
        SELECT
          "g0"."period"
        FROM g0
      ) AS "h"
    ) AS "b"
  ) AS "x"
)
SELECT
  "k"."period" AS "period",
  CAST("g0"."a0" AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
ORDER BY
  1
