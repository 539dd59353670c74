WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
    EXACT_SUM("s"."amount") AS "a0",
    EXACT_SUM("s"."orders") AS "a1",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "amount",
      "orders"
    FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
  GROUP BY
    1
), "g1" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."visited_at" AS DATE) AS DATE)) AS DATE) AS "period",
    COUNT(*) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "visited_at"
    FROM "lake"."main"."visits" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."visited_at" IS NULL
  GROUP BY
    1
), "g2" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
    COUNT(DISTINCT "s"."customer") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "customer"
    FROM "lake"."main"."orders" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
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
  CAST("g0"."a0" AS DOUBLE) AS "v0",
  NOT "g0"."present" IS NULL AS "h0",
  CAST((
    "g0"."a0"
  ) / NULLIF((
    "g0"."a1"
  ), 0) AS DOUBLE) AS "v1",
  NOT "g0"."present" IS NULL AS "h1",
  CAST("g1"."a0" AS DOUBLE) AS "v2",
  NOT "g1"."present" IS NULL AS "h2",
  CAST("g2"."a0" AS DOUBLE) AS "v3",
  NOT "g2"."present" IS NULL AS "h3"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
LEFT JOIN g1
  ON "k"."period" IS NOT DISTINCT FROM "g1"."period"
LEFT JOIN g2
  ON "k"."period" IS NOT DISTINCT FROM "g2"."period"
ORDER BY
  1
