-- Open deals at the end of each day on which a deal was opened or closed: engaged by then and not closed by then.
WITH days AS (
  SELECT engage_date AS day FROM sales_pipeline WHERE engage_date IS NOT NULL
  UNION
  SELECT close_date AS day FROM sales_pipeline WHERE close_date IS NOT NULL
),
deals_of_a_kind AS (
  SELECT product, sales_agent, engage_date, close_date, COUNT(*) AS deals
  FROM sales_pipeline
  WHERE engage_date IS NOT NULL
  GROUP BY product, sales_agent, engage_date, close_date
)
SELECT days.day, k.product, k.sales_agent, SUM(k.deals) AS deals
FROM days
JOIN deals_of_a_kind AS k ON k.engage_date <= days.day AND (k.close_date IS NULL OR k.close_date > days.day)
GROUP BY days.day, k.product, k.sales_agent
