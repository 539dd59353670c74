WITH "g0" AS (
  SELECT
    CAST((
      DATE_TRUNC('YEAR', CAST((
        CAST("s"."ordered_on" AS DATE) - INTERVAL '3' MONTH
      ) AS DATE)) + INTERVAL '3' MONTH
    ) AS DATE) AS "period",
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
), "keys" AS (
  SELECT
    CAST("x"."period" AS DATE) AS "period"
  FROM (
    SELECT
      UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '12' MONTH)) AS "period"
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
    "g0"."a1"
  ), 0) AS DOUBLE) AS "value"
FROM keys AS "k"
LEFT JOIN g0
  ON "k"."period" IS NOT DISTINCT FROM "g0"."period"
ORDER BY
  1
