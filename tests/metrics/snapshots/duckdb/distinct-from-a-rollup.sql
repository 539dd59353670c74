WITH "g0" AS (
  SELECT
    CAST("s"."ordered_on" AS DATE) AS "period",
    EXACT_SUM("s"."orders") AS "a0",
    1 AS "present"
  FROM (
    SELECT
      "ordered_on",
      "orders"
    FROM "lake"."main"."orders_by_day" AT (VERSION => 7)
    WHERE
      "_department" IN ('sales')
  ) AS "s"
  WHERE
    "s"."ordered_on" >= CAST('2026-04-01' AS DATE)
    AND "s"."ordered_on" < CAST('2027-04-01' AS DATE)
  GROUP BY
    1
), "keys" AS (
  SELECT
    CAST("x"."period" AS DATE) AS "period"
  FROM (
    SELECT
      UNNEST(GENERATE_SERIES("b"."first", "b"."last", INTERVAL '1' DAY)) AS "period"
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
