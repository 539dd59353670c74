WITH "g0" AS (
  SELECT
    "p"."period" AS "period",
    EXACT_SUM("s"."a0") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "y"."period" AS "period",
      CAST((
        DATE_TRUNC(
          'YEAR',
          CAST((
            CAST(CASE
              WHEN CAST((
                CAST((
                  "y"."period" + INTERVAL '1' MONTH
                ) AS DATE) - INTERVAL '1' DAY
              ) AS DATE) IS NULL
              OR CAST('2026-11-24' AS DATE) IS NULL
              THEN NULL
              ELSE LEAST(
                CAST((
                  CAST((
                    "y"."period" + INTERVAL '1' MONTH
                  ) AS DATE) - INTERVAL '1' DAY
                ) AS DATE),
                CAST('2026-11-24' AS DATE)
              )
            END AS DATE) - INTERVAL '3' MONTH
          ) AS DATE)
        ) + INTERVAL '3' MONTH
      ) AS DATE) AS "begins",
      CAST((
        "y"."period" + INTERVAL '1' MONTH
      ) AS DATE) AS "ends"
    FROM (
      SELECT
        CAST("x"."period" AS DATE) AS "period"
      FROM (
        SELECT
          UNNEST(
            GENERATE_SERIES(
              CAST(DATE_TRUNC('MONTH', CAST(CAST("b"."first" AS DATE) AS DATE)) AS DATE),
              CAST(DATE_TRUNC('MONTH', CAST(CAST("b"."last" AS DATE) AS DATE)) AS DATE),
              INTERVAL '1' MONTH
            )
          ) AS "period"
        FROM (
          SELECT
            CAST(MIN("s"."ordered_on") AS DATE) AS "first",
            CAST(MAX("s"."ordered_on") AS DATE) AS "last"
          FROM (
            SELECT
              "ordered_on"
            FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
            WHERE
              "_department" IN ('sales')
          ) AS "s"
          WHERE
            NOT "s"."ordered_on" IS NULL
          HAVING
            COUNT(*) > 0
        ) AS "b"
      ) AS "x"
    ) AS "y"
  ) AS "p"
  JOIN (
    SELECT
      CAST("s"."ordered_on" AS DATE) AS "day",
      EXACT_SUM("s"."amount") AS "a0"
    FROM (
      SELECT
        "ordered_on",
        "amount"
      FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
      WHERE
        "_department" IN ('sales')
    ) AS "s"
    WHERE
      NOT "s"."ordered_on" IS NULL
    GROUP BY
      1
  ) AS "s"
    ON "s"."day" >= "p"."begins" AND "s"."day" < "p"."ends"
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
