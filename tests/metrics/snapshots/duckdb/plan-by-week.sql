WITH "g0" AS (
  SELECT
    "b"."period" AS "period",
    EXACT_SUM(CASE WHEN "b"."metric" = 'revenue' THEN "b"."value" * "b"."weight" END) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "w"."period" AS "period",
      "m"."metric" AS "metric",
      "m"."month" AS "month",
      "m"."value" AS "value",
      "w"."weight" AS "weight"
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
            "s"."metric" IN ('revenue') AND NOT "s"."value" IS NULL
        ) AS "a"
      ) AS "l"
      WHERE
        "l"."division" = "l"."least"
    ) AS "m"
    JOIN (VALUES
      (CAST('2026-11-02' AS DATE), CAST('2026-11-01' AS DATE), 0.21052631578947367),
      (CAST('2026-11-09' AS DATE), CAST('2026-11-01' AS DATE), 0.2631578947368421),
      (CAST('2026-11-16' AS DATE), CAST('2026-11-01' AS DATE), 0.2631578947368421),
      (CAST('2026-11-23' AS DATE), CAST('2026-11-01' AS DATE), 0.052631578947368474)) AS "w"("period", "month", "weight")
      ON "m"."month" = "w"."month"
  ) AS "b"
  GROUP BY
    1
), "keys" AS (
  SELECT
    CAST("x"."period" AS DATE) AS "period"
  FROM (
    SELECT
      UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '7' DAY)) AS "period"
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
