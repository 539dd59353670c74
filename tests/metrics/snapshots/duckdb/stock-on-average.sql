WITH "g0" AS (
  SELECT
    "i"."period" AS "period",
    EXACT_SUM("i"."a0") / NULLIF(MAX("t"."times"), 0) AS "a0",
    1 AS "present"
  FROM (
    SELECT
      CAST(DATE_TRUNC('WEEK', CAST(CAST("s"."day" AS DATE) AS DATE)) AS DATE) AS "period",
      "s"."day" AS "at",
      SUM("s"."pieces") AS "a0"
    FROM (
      SELECT
        "day",
        "pieces"
      FROM "lake"."main"."stock" AT (VERSION => 7)
    ) AS "s"
    WHERE
      NOT "s"."day" IS NULL
    GROUP BY
      1,
      2
  ) AS "i"
  JOIN (
    SELECT
      CAST(DATE_TRUNC('WEEK', CAST(CAST("s"."day" AS DATE) AS DATE)) AS DATE) AS "period",
      COUNT(DISTINCT "s"."day") AS "times"
    FROM (
      SELECT
        "day"
      FROM "lake"."main"."stock" AT (VERSION => 7)
    ) AS "s"
    WHERE
      NOT "s"."day" IS NULL
    GROUP BY
      1
  ) AS "t"
    ON "i"."period" IS NOT DISTINCT FROM "t"."period"
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
