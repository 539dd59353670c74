-- Orders by day and region beside visits: each side aggregated before they meet.
WITH visited AS (
  SELECT CAST(visited_at AS DATE) AS day, region, COUNT(*) AS visits FROM visits GROUP BY 1, 2
), bought AS (
  SELECT ordered_on AS day, region, SUM(amount) AS amount FROM orders GROUP BY 1, 2
)
SELECT b.day, b.region, b.amount, v.visits FROM bought AS b LEFT JOIN visited AS v ON v.day = b.day AND v.region = b.region
