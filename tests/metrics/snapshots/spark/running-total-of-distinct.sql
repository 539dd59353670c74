WITH `g0` AS (
  SELECT
    `p`.`period` AS `period`,
    `s`.`region` AS `d0`,
    COUNT(DISTINCT `s`.`customer`) AS `a0`,
    1 AS `present`
  FROM (
    SELECT
      `y`.`period` AS `period`,
      CAST(TRUNC(
        CAST(CAST(LEAST(
          CAST((
            CAST((
              `y`.`period` + INTERVAL '1' MONTH
            ) AS DATE) - INTERVAL '1' DAY
          ) AS DATE),
          CAST('2026-11-24' AS DATE)
        ) AS DATE) AS DATE),
        'QUARTER'
      ) AS DATE) AS `begins`,
      CAST((
        `y`.`period` + INTERVAL '1' MONTH
      ) AS DATE) AS `ends`
    FROM (
      SELECT
        CAST(`x`.`period` AS DATE) AS `period`
      FROM (
        SELECT
          EXPLODE(
            SEQUENCE(
              CAST(TRUNC(CAST(CAST(`b`.`first` AS DATE) AS DATE), 'MONTH') AS DATE),
              CAST(TRUNC(CAST(CAST(`b`.`last` AS DATE) AS DATE), 'MONTH') AS DATE),
              INTERVAL '1' MONTH
            )
          ) AS `period`
        FROM (
          SELECT
            CAST(MIN(`s`.`ordered_on`) AS DATE) AS `first`,
            CAST(MAX(`s`.`ordered_on`) AS DATE) AS `last`
          FROM (
            SELECT
              `ordered_on`
            FROM `lake`.`main`.`orders` VERSION AS OF 7
            WHERE
              `_department` IN ('sales')
          ) AS `s`
          WHERE
            NOT `s`.`ordered_on` IS NULL
          HAVING
            COUNT(*) > 0
        ) AS `b`
      ) AS `x`
    ) AS `y`
  ) AS `p`
  JOIN (
    SELECT
      `ordered_on`,
      `region`,
      `customer`
    FROM `lake`.`main`.`orders` VERSION AS OF 7
    WHERE
      `_department` IN ('sales')
  ) AS `s`
    ON `s`.`ordered_on` >= `p`.`begins` AND `s`.`ordered_on` < `p`.`ends`
  GROUP BY
    1,
    2
), `keys` AS (
  SELECT
    `g0`.`period`,
    `g0`.`d0`
  FROM g0
)
SELECT
  `k`.`period` AS `period`,
  `k`.`d0` AS `region`,
  CAST(`g0`.`a0` AS DOUBLE) AS `value`
FROM keys AS `k`
LEFT JOIN g0
  ON `k`.`period` IS NOT DISTINCT FROM `g0`.`period`
  AND `k`.`d0` IS NOT DISTINCT FROM `g0`.`d0`
ORDER BY
  1,
  2
