WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."ordered_on" AS DATE) AS DATE)) AS DATE) AS "period",
    EXACT_SUM("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "amount"
    FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
  ) AS "s"
  WHERE
    NOT "s"."ordered_on" IS NULL
  GROUP BY
    1
), "g1" AS (
  SELECT
    COUNT(*) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      1 AS "one"
    FROM "lake"."main"."staff" AT (VERSION => 7)
  ) AS "s"
  HAVING
    COUNT(*) > 0
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
  CAST((
    "g0"."a0"
  ) / NULLIF((
    "g1"."a0"
  ), 0) AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
LEFT JOIN g1
  ON TRUE
ORDER BY
  1
