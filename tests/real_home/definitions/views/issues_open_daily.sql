-- Issues created by the end of a day and not resolved by then, for each day from the first creation to the last resolution.
WITH days AS (
  SELECT CAST(UNNEST(GENERATE_SERIES(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day
  FROM (
    SELECT CAST(MIN(created_at) AS DATE) AS first_day, CAST(MAX(resolved_at) AS DATE) AS last_day
    FROM issues
  ) AS span
)
SELECT days.day, i.project, i.issue_type, COUNT(*) AS issues
FROM days
JOIN issues AS i
  ON CAST(i.created_at AS DATE) <= days.day
  AND (i.resolved_at IS NULL OR CAST(i.resolved_at AS DATE) > days.day)
GROUP BY days.day, i.project, i.issue_type
