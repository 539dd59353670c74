WITH "g0" AS (
  SELECT
    "b"."period" AS "period",
    EXACT_SUM(CASE WHEN "b"."metric" = 'revenue_to_date' THEN "b"."value" END) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *,
        MAX("a"."month") OVER (PARTITION BY "a"."metric", "a"."period") AS "newest"
      FROM (
        SELECT
          CAST(DATE_TRUNC('MONTH', CAST(CAST("m"."month" AS DATE) AS DATE)) AS DATE) AS "period",
          "m"."metric" AS "metric",
          "m"."month" AS "month",
          "m"."value" AS "value",
          CASE
            WHEN "m"."month" = CAST('2026-11-01' AS DATE)
            THEN 0.7894736842105263
            ELSE 1
          END AS "weight"
        FROM (
          SELECT
            "s"."metric" AS "metric",
            "s"."value" AS "value",
            CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) AS "month"
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
            (
              "s"."metric" IN ('revenue_to_date')
              AND NOT "s"."value" IS NULL
              AND CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) >= CAST('2026-10-01' AS DATE)
              AND CAST(DATE_TRUNC('MONTH', CAST("s"."month" AS DATE)) AS DATE) <= CAST('2026-11-24' AS DATE)
            )
            AND "s"."region" IS NULL
        ) AS "m"
      ) AS "a"
    ) AS "l"
    WHERE
      "l"."month" = "l"."newest"
  ) AS "b"
  GROUP BY
    1
), "g1" AS (
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
      (CAST('2026-10-01' AS DATE), CAST('2026-04-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-05-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-06-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-07-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-08-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-09-01' AS DATE), 1.0),
      (CAST('2026-10-01' AS DATE), CAST('2026-10-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-04-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-05-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-06-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-07-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-08-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-09-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-10-01' AS DATE), 1.0),
      (CAST('2026-11-01' AS DATE), CAST('2026-11-01' AS DATE), 0.7894736842105263)) AS "w"("period", "month", "weight")
      ON "m"."month" = "w"."month"
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
        UNION
        SELECT
          "g1"."period"
        FROM g1
      ) AS "h"
    ) AS "b"
  ) AS "x"
)
SELECT
  "k"."period" AS "period",
  CAST(COALESCE("g0"."a0", "g1"."a0") AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
LEFT JOIN g1
  ON "k"."period" IS NOT DISTINCT FROM "g1"."period"
ORDER BY
  1
