-- Sales: order lines (as the relation demo_orders), deals and the daily stock of open deals.
-- Lines a day, region, channel and category: the calendar, growth, season and noise of the week, and the incidents.
CREATE OR REPLACE TEMP TABLE demo_order_cells AS
WITH expected AS (
  SELECT
    d.day, d.week, r.code AS region_code, c.code AS channel_code, k.code AS category_code,
    1510 * r.share * c.share * k.share * (1 + 0.04 * ((r.code * 3 + k.code * 5) % 7 - 3))
      * (CASE WHEN d.is_working THEN d.weight * bulge(d.month_done) ELSE c.day_off END)
      * season(d.day) * pow(1.045, years(d.day))
      * exp(0.03 * normal(hash(seed(), 'region', d.week, r.code)) + 0.05 * normal(hash(seed(), 'cell', d.week, r.code, k.code))
        + 0.04 * normal(hash(seed(), 'channel', d.week, r.code, c.code)) + 0.05 * normal(hash(seed(), 'day', d.day, r.code)))
      * (1 + coalesce(s.effect, 0)) * (1 + coalesce(q.effect, 0)) * (1 + coalesce(v.effect, 0)) * (1 + coalesce(m.effect, 0)) AS lines
  FROM demo_days AS d
  CROSS JOIN demo_regions AS r
  CROSS JOIN demo_channels AS c
  CROSS JOIN demo_categories AS k
  LEFT JOIN demo_effects AS s
    ON s.kind = 'shortage' AND s.first_place = r.region AND s.second_place = k.category AND d.day BETWEEN s.first_day AND s.last_day
  LEFT JOIN demo_effects AS v
    ON v.kind = 'lost_dealer' AND v.first_place = r.region AND v.second_place = c.channel AND d.day BETWEEN v.first_day AND v.last_day
  LEFT JOIN demo_effects AS q ON q.kind = 'rows_missing' AND q.first_place = r.region AND d.day BETWEEN q.first_day AND q.last_day
  LEFT JOIN demo_effects AS m
    ON m.kind = 'cheap_mix' AND m.first_place = r.region AND k.category = '電子部品' AND d.day BETWEEN m.first_day AND m.last_day
  WHERE d.day BETWEEN first_day() AND today()
)
SELECT *, whole(lines, hash(seed(), 'lines', day, region_code, channel_code, category_code)) AS lines_made FROM expected;
-- Beside each cell: the lines before its own among those of the day, region and channel, and their number in all.
CREATE OR REPLACE TEMP TABLE demo_order_spans AS
SELECT
  *,
  (sum(lines_made) OVER (PARTITION BY day, region_code, channel_code ORDER BY category_code) - lines_made)::BIGINT AS before,
  (sum(lines_made) OVER (PARTITION BY day, region_code, channel_code))::BIGINT AS total,
  1 + 0.02 * years(day) AS inflation,
  (1 + 0.02 * years(day)) * (1 + 0.01 * normal(hash(seed(), 'cost', week, category_code))) AS cost_inflation,
  strftime(day, 'S%y%m%d-') || region_code || channel_code AS stem
FROM demo_order_cells
WHERE lines_made > 0;
-- Orders take 1, 2, 3, 4, 1, 2 ... lines of their day, region and channel, strewn over the categories.
CREATE OR REPLACE TEMP VIEW demo_orders AS
WITH lines AS (
  SELECT s.*, (s.before + i) * 7919 % s.total AS place, hash(seed(), s.stem, s.category_code, i) AS h
  FROM (SELECT *, unnest(range(lines_made)) AS i FROM demo_order_spans) AS s
),
numbered AS (
  SELECT
    *,
    place // 10 * 4 + [0, 1, 1, 2, 2, 2, 3, 3, 3, 3][1 + place % 10] AS number,
    [1, 1, 2, 1, 2, 3, 1, 2, 3, 4][1 + place % 10]::BIGINT AS line
  FROM lines
),
drawn AS (
  SELECT
    n.*,
    c.category,
    c.margin,
    hash(seed(), n.stem, n.number) AS o,
    1 + floor(uniform(hash(n.h, 3)) * c.products)::BIGINT AS product_code,
    least(1 + floor(-ln(uniform(hash(n.h, 4))) * c.spread), 60)::BIGINT AS quantity
  FROM numbered AS n
  JOIN demo_categories AS c ON c.code = n.category_code
),
priced AS (
  SELECT
    d.*, p.product, r.region, s.channel,
    p.price * d.quantity * exp(0.06 * normal(hash(d.h, 5))) AS listed
  FROM drawn AS d
  JOIN demo_products AS p ON p.category_code = d.category_code AND p.code = d.product_code
  JOIN demo_regions AS r ON r.code = d.region_code
  JOIN demo_channels AS s ON s.code = d.channel_code
)
SELECT
  p.stem || lpad(p.number::VARCHAR, 3, '0') AS order_id, p.line, p.day AS ordered_on, p.region, p.category, p.product, p.channel,
  c.customer, w.rep, p.quantity,
  (round(p.listed * p.inflation * (1 + coalesce(e.effect, 0)) / 10) * 10)::BIGINT AS amount,
  (round(p.listed * p.cost_inflation * (1 - p.margin) / 10) * 10)::BIGINT AS cost,
  CASE WHEN uniform(hash(p.o, 6)) < 0.006 THEN p.day + 1 + pick(p.o, 5) ELSE p.day END AS arrived
FROM priced AS p
JOIN demo_customers AS c ON c.region_code = p.region_code AND c.code = floor(pow(uniform(hash(p.o, 7)), 1.6) * 60)::BIGINT
JOIN demo_reps AS w ON w.region_code = c.region_code AND w.code = c.rep_code
LEFT JOIN demo_effects AS e
  ON e.kind = 'discount' AND e.first_place = p.category AND e.second_place = p.channel AND p.day BETWEEN e.first_day AND e.last_day;
-- Deals open on working days, get a proposal, and close after some weeks; what lies after today is not known yet.
CREATE OR REPLACE TEMP TABLE demo_deals_drawn AS
WITH cells AS (
  SELECT
    d.day AS opened_on, r.code AS region_code, r.region, r.skill, g.segment, g.skill AS segment_skill,
    whole(21.5 * r.share * g.share * season(d.day) * pow(1.04, years(d.day))
      * exp(0.08 * normal(hash(seed(), 'deals', d.week, r.code))), hash(seed(), 'deals', d.day, r.code, g.segment)) AS made
  FROM demo_days AS d
  CROSS JOIN demo_regions AS r
  CROSS JOIN (VALUES ('既存', 0.6, 1.1), ('新規', 0.4, 0.82)) AS g (segment, share, skill)
  WHERE d.is_working AND d.day <= today()
),
deals AS (
  SELECT *, hash(seed(), 'deal', opened_on, region_code, segment, i) AS h
  FROM (SELECT *, unnest(range(made)) AS i FROM cells)
),
timed AS (
  SELECT
    *,
    uniform(hash(h, 'ai')) < adoption(opened_on) AS ai_assisted,
    opened_on + (5 + floor(uniform(hash(h, 'proposed')) * 21))::INTEGER AS proposal_day,
    opened_on + (18 + floor(exp(3.45 + 0.55 * normal(hash(h, 'closed')))))::INTEGER AS closing_day
  FROM deals
)
SELECT
  'D' || strftime(t.opened_on, '%y%m%d') || t.region_code || (CASE t.segment WHEN '既存' THEN 1 ELSE 2 END) || lpad(t.i::VARCHAR, 2, '0') AS deal_id,
  t.opened_on,
  CASE WHEN uniform(hash(t.h, 'proposes')) < 0.86 THEN p.work_day END AS proposed_on,
  c.work_day AS closed_on,
  uniform(hash(t.h, 'won')) < (0.297 * t.skill * t.segment_skill + CASE WHEN t.ai_assisted THEN 0.045 ELSE 0.0 END)
    * exp(0.05 * normal(hash(seed(), 'winning', c.week, t.region_code))) * (1 + coalesce(e.effect, 0)) AS won,
  t.region, k.category, t.segment, u.customer, w.rep, t.ai_assisted,
  (round(exp(14.6 + 0.25 * (k.code = 1)::INTEGER - 0.5 * (k.code = 4)::INTEGER + 0.7 * normal(hash(t.h, 'amount'))) / 10000) * 10000)::BIGINT AS amount
FROM timed AS t
JOIN demo_days AS p ON p.day = t.proposal_day
JOIN demo_days AS c ON c.day = t.closing_day
JOIN demo_categories AS k ON k.code = 1 + floor(pow(uniform(hash(t.h, 'category')), 1.3) * 5)::BIGINT
JOIN demo_customers AS u ON u.region_code = t.region_code AND u.code = floor(uniform(hash(t.h, 'customer')) * 60)::BIGINT
JOIN demo_reps AS w ON w.region_code = u.region_code AND w.code = u.rep_code
LEFT JOIN demo_effects AS e
  ON e.kind = 'rep_left' AND e.first_place = t.region AND c.work_day BETWEEN e.first_day AND e.last_day;
CREATE OR REPLACE TEMP VIEW demo_deals AS
SELECT
  deal_id,
  opened_on,
  CASE WHEN proposed_on <= today() AND proposed_on < closed_on THEN proposed_on END AS proposed_on,
  CASE WHEN closed_on <= today() THEN closed_on END AS closed_on,
  CASE WHEN closed_on > today() THEN '進行中' WHEN won THEN '受注' ELSE '失注' END AS status,
  region, category, segment, customer, rep, ai_assisted, amount,
  least(closed_on, today()) AS arrived
FROM demo_deals_drawn
WHERE closed_on >= first_day();
CREATE OR REPLACE TEMP TABLE demo_pipeline_snapshots AS
WITH moves AS (
  SELECT opened_on AS day, region, category, segment, 1 AS deals, amount FROM demo_deals_drawn
  UNION ALL
  SELECT closed_on, region, category, segment, -1, -amount FROM demo_deals_drawn
),
by_day AS (
  SELECT day, region, category, segment, sum(deals) AS deals, sum(amount) AS amount FROM moves GROUP BY ALL
),
places AS (SELECT DISTINCT region, category, segment FROM moves),
stocks AS (
  SELECT
    d.day, d.is_working, p.region, p.category, p.segment,
    sum(b.deals) OVER (PARTITION BY p.region, p.category, p.segment ORDER BY d.day) AS deals,
    sum(b.amount) OVER (PARTITION BY p.region, p.category, p.segment ORDER BY d.day) AS amount
  FROM demo_days AS d
  CROSS JOIN places AS p
  LEFT JOIN by_day AS b ON b.day = d.day AND b.region = p.region AND b.category = p.category AND b.segment = p.segment
)
SELECT
  day AS snapshot_on, region, category, segment, deals::BIGINT AS deals, amount::BIGINT AS amount, day AS arrived
FROM stocks
WHERE is_working AND day BETWEEN first_day() AND today() AND deals > 0;
