-- The company: operating expenses, spread over the days of the month; advertising as the media report it.
CREATE OR REPLACE TEMP VIEW demo_expenses AS
WITH monthly AS (
  SELECT * FROM (VALUES
    ('sales', '人件費', 62.0, 0.0), ('sales', '物流費', 33.0, 0.8), ('sales', '旅費交通費', 6.5, 0.3), ('marketing', '人件費', 13.0, 0.0), ('hr', '人件費', 14.0, 0.0),
    ('hr', '採用費', 3.2, 0.2), ('production', '人件費', 16.0, 0.0), ('production', '修繕費', 5.2, 0.2), ('development', '人件費', 38.0, 0.0),
    ('development', '研究開発費', 24.0, 0.1), ('development', '外注費', 13.0, 0.1), ('company', '人件費', 28.0, 0.0), ('company', '地代家賃', 15.0, 0.0),
    ('company', '減価償却費', 11.0, 0.0), ('company', 'システム費', 9.0, 0.0)
  ) AS m (department, account, millions, follows_sales)
),
days AS (
  SELECT
    d.day, m.department, m.account,
    m.millions * 1000000 / day(last_day(d.day)) * pow(1.035, years(d.day)) * (1 + m.follows_sales * (season(d.day) - 1))
      * exp((CASE m.account WHEN '人件費' THEN 0.006 WHEN '地代家賃' THEN 0.0 WHEN '減価償却費' THEN 0.0 ELSE 0.045 END)
        * normal(hash(seed(), 'expense', d.month, m.department, m.account)))
      * (1 + coalesce(e.effect, 0)) AS amount
  FROM demo_days AS d
  CROSS JOIN monthly AS m
  LEFT JOIN demo_effects AS e ON e.kind = 'dear_account' AND e.first_place = m.account AND d.day BETWEEN e.first_day AND e.last_day
  WHERE d.day BETWEEN first_day() AND today()
)
SELECT day, department, account, round(amount)::BIGINT AS amount, day AS arrived FROM days
UNION ALL
SELECT day, 'marketing', '広告宣伝費', sum(spend)::BIGINT, day FROM demo_ads GROUP BY day;
