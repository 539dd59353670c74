WITH "g0" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', CAST(CAST("s"."day" AS DATE) AS DATE)) AS DATE) AS "period",
    EXACT_SUM("s"."amount") AS "a0",
    1 AS "present"
  FROM (
    WITH "visited" AS (
      SELECT
        CAST("visits"."visited_at" AS DATE) AS "day",
        "visits"."region" AS "region",
        COUNT(*) AS "visits"
      FROM (
        SELECT
          "region",
          "visited_at"
        FROM "lake"."main"."visits" AT (VERSION => 7)
        WHERE
          "_department" IN ('sales')
      ) AS "visits"
      GROUP BY
        CAST("visits"."visited_at" AS DATE),
        "visits"."region"
    ), "bought" AS (
      SELECT
        "orders"."ordered_on" AS "day",
        "orders"."region" AS "region",
        EXACT_SUM("orders"."amount") AS "amount"
      FROM (
        SELECT
          "amount",
          "ordered_on",
          "region"
        FROM "lake"."main"."orders" AT (VERSION => 7)
        WHERE
          "_department" IN ('sales')
      ) AS "orders"
      GROUP BY
        "orders"."ordered_on",
        "orders"."region"
    )
    SELECT
      "b"."day" AS "day",
      "b"."region" AS "region",
      "b"."amount" AS "amount",
      "v"."visits" AS "visits"
    FROM "bought" AS "b"
    LEFT JOIN "visited" AS "v"
      ON "v"."day" = "b"."day" AND "v"."region" = "b"."region"
  ) AS "s"
  WHERE
    NOT "s"."day" IS NULL
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
