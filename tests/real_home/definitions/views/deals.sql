-- One row an opportunity, with its account's and product's attributes. The pipeline writes GTXPro where the product list
-- has GTX Pro. Accounts and products are one row a name, so the joins add no rows.
SELECT
  p.opportunity_id,
  p.sales_agent,
  CASE WHEN p.product = 'GTXPro' THEN 'GTX Pro' ELSE p.product END AS product,
  r.series,
  r.sales_price,
  p.account,
  a.sector,
  a.office_location,
  p.deal_stage,
  p.engage_date,
  p.close_date,
  p.close_value
FROM sales_pipeline AS p
LEFT JOIN products AS r ON r.product = CASE WHEN p.product = 'GTXPro' THEN 'GTX Pro' ELSE p.product END
LEFT JOIN accounts AS a ON a.account = p.account
