WITH "g0_rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."started_at" AS DATE) AS DATE)) AS DATE) AS "period",
    "s"."line" AS "d0",
    COUNT(*) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "started_at",
      "line"
    FROM "lake"."main"."stoppages" AT (VERSION => 7)
  ) AS "s"
  WHERE
    "s"."started_at" >= CAST('2026-04-01' AS DATE)
    AND "s"."started_at" < CAST('2027-04-01' AS DATE)
  GROUP BY
    1,
    2
), "g0" AS (
  SELECT
    "k"."period" AS "period",
    "k"."d0" AS "d0",
    "r"."a0" AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "f"."period",
      "c"."d0"
    FROM (
      SELECT
        CAST("x"."period" AS DATE) AS "period"
      FROM (
        SELECT
          UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '1' MONTH)) AS "period"
        FROM (
          SELECT
            CASE
              WHEN CAST(DATE_TRUNC('MONTH', CAST(CAST(MIN("s"."started_at") AS DATE) AS DATE)) AS DATE) IS NULL
              OR CAST('2026-04-01' AS DATE) IS NULL
              THEN NULL
              ELSE GREATEST(
                CAST(DATE_TRUNC('MONTH', CAST(CAST(MIN("s"."started_at") AS DATE) AS DATE)) AS DATE),
                CAST('2026-04-01' AS DATE)
              )
            END AS "first",
            CAST('2026-11-01' AS DATE) AS "last"
          FROM (
            SELECT
              "started_at"
            FROM "lake"."main"."stoppages" AT (VERSION => 7)
          ) AS "s"
          HAVING
            COUNT("s"."started_at") > 0
        ) AS "b"
      ) AS "x"
    ) AS "f"
    CROSS JOIN (
      SELECT DISTINCT
        "g0_rows"."d0"
      FROM g0_rows
    ) AS "c"
    UNION
    SELECT
      "g0_rows"."period",
      "g0_rows"."d0"
    FROM g0_rows
  ) AS "k"
  LEFT JOIN g0_rows AS "r"
    ON "k"."period" IS NOT DISTINCT FROM "r"."period"
    AND "k"."d0" IS NOT DISTINCT FROM "r"."d0"
), "keys" AS (
  SELECT
    "g0"."period",
    "g0"."d0"
  FROM g0
)
SELECT
  "k"."period" AS "period",
  "k"."d0" AS "line",
  CAST(CASE WHEN NOT "g0"."present" IS NULL THEN COALESCE("g0"."a0", 0) END AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
  AND "k"."d0" IS NOT DISTINCT FROM "g0"."d0"
ORDER BY
  1,
  2
