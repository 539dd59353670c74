WITH "g0" AS (
  SELECT
    "b"."period" AS "period",
    EXACT_SUM(CASE WHEN "b"."metric" = 'basket' THEN "b"."value" END) / NULLIF(COUNT(DISTINCT "b"."month") FILTER(WHERE
      "b"."metric" = 'basket'), 0) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      CAST(DATE_TRUNC('QUARTER', CAST(CAST("m"."month" AS DATE) AS DATE)) AS DATE) AS "period",
      "m"."metric" AS "metric",
      "m"."month" AS "month",
      "m"."value" AS "value",
      1 AS "weight"
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
          "s"."metric" IN ('basket') AND NOT "s"."value" IS NULL
        )
        AND "s"."region" IS NULL
    ) AS "m"
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
      CAST(DATE_TRUNC('QUARTER', CAST(CAST("m"."month" AS DATE) AS DATE)) AS DATE) AS "period",
      "m"."metric" AS "metric",
      "m"."month" AS "month",
      "m"."value" AS "value",
      1 AS "weight"
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
  ) AS "b"
  GROUP BY
    1
), "g2" AS (
  SELECT
    "b"."period" AS "period",
    EXACT_SUM(CASE WHEN "b"."metric" = 'orders' THEN "b"."value" * "b"."weight" END) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      CAST(DATE_TRUNC('QUARTER', CAST(CAST("m"."month" AS DATE) AS DATE)) AS DATE) AS "period",
      "m"."metric" AS "metric",
      "m"."month" AS "month",
      "m"."value" AS "value",
      1 AS "weight"
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
            "s"."metric" IN ('orders') AND NOT "s"."value" IS NULL
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
      UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '3' MONTH)) AS "period"
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
        UNION
        SELECT
          "g2"."period"
        FROM g2
      ) AS "h"
    ) AS "b"
  ) AS "x"
)
SELECT
  "k"."period" AS "period",
  CAST(COALESCE((
    "g1"."a0"
  ) / NULLIF((
    "g2"."a0"
  ), 0), "g0"."a0") AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
LEFT JOIN g1
  ON "k"."period" IS NOT DISTINCT FROM "g1"."period"
LEFT JOIN g2
  ON "k"."period" IS NOT DISTINCT FROM "g2"."period"
ORDER BY
  1
