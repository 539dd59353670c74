-- Production: lots, the stops behind their lost minutes, electricity and deliveries.
CREATE OR REPLACE TEMP TABLE demo_lines AS
SELECT row_number() OVER () AS code, *
FROM (VALUES
  ('第1工場', 'L1', '産業機器', 1.6, 11800, 1.6), ('第1工場', 'L2', '産業機器', 1.4, 10900, 1.5), ('第1工場', 'L3', '計測機器', 1.0, 7600, 1.1),
  ('第2工場', 'L4', '計測機器', 0.9, 6900, 1.0), ('第2工場', 'L5', '電子部品', 0.34, 2400, 0.5), ('第2工場', 'L6', '電子部品', 0.30, 2200, 0.45),
  ('第3工場', 'L7', '電子部品', 0.32, 2300, 0.5), ('第3工場', 'L8', '消耗品', 0.22, 1250, 0.3)
) AS l (factory, line, category, cycle, cost, kwh);
CREATE OR REPLACE TEMP TABLE demo_lots_drawn AS
WITH cells AS (
  SELECT
    d.day, d.week, l.*, s.shift, s.starts, n, hash(seed(), 'lot', d.day, l.code, s.shift, n) AS h,
    ['東邦マテリアル', '日昇金属', '北陸化成'][1 + pick(hash(seed(), 'supplier', d.day, l.code, s.shift), 3)] AS supplier
  FROM demo_days AS d
  CROSS JOIN demo_lines AS l
  CROSS JOIN (VALUES ('日勤', 8), ('夜勤', 16)) AS s (shift, starts)
  CROSS JOIN range(2) AS t (n)
  WHERE d.day BETWEEN first_day() AND today() AND d.is_working
),
rates AS (
  SELECT
    c.*,
    greatest(round(235 * (0.85 + 0.15 * season(c.day)) * (1 + coalesce(h.effect, 0))), 60)::BIGINT AS planned,
    0.093 * exp(0.16 * normal(hash(seed(), 'stops', c.week, c.code)) + 0.5 * normal(hash(c.h, 'stops')) - 0.12) * (1 + coalesce(b.effect, 0)) AS stopped,
    0.872 * exp(0.012 * normal(hash(seed(), 'speed', c.week, c.code)) + 0.03 * normal(hash(c.h, 'speed'))) AS speed,
    0.0145 * exp(0.14 * normal(hash(seed(), 'defects', c.week, c.code)) + 0.3 * normal(hash(c.h, 'defects')) - 0.045) * pow(0.97, years(c.day))
      * (1 + coalesce(p.effect, 0)) AS defects,
    c.cost * pow(1.02, years(c.day)) * exp(0.022 * normal(hash(seed(), 'unit cost', c.week, c.category)) + 0.03 * normal(hash(c.h, 'cost')))
      * (1 + coalesce(m.effect, 0)) AS unit_cost
  FROM cells AS c
  LEFT JOIN demo_effects AS b ON b.kind = 'breakdowns' AND b.first_place = c.line AND c.day BETWEEN b.first_day AND b.last_day
  LEFT JOIN demo_effects AS p ON p.kind = 'bad_material' AND p.first_place = c.line AND c.day BETWEEN p.first_day AND p.last_day
  LEFT JOIN demo_effects AS m ON m.kind = 'dear_material' AND m.first_place = c.category AND c.day BETWEEN m.first_day AND m.last_day
  LEFT JOIN demo_effects AS h ON h.kind = 'short_week' AND h.first_place = c.factory AND c.day BETWEEN h.first_day AND h.last_day
),
minutes AS (SELECT *, least(round(planned * stopped), planned - 30)::BIGINT AS lost FROM rates),
units AS (SELECT *, floor((planned - lost) * least(speed, 0.99) / cycle)::BIGINT AS produced FROM minutes)
SELECT
  *,
  least(whole(produced * least(defects, 0.5), hash(h, 'bad')), produced) AS bad,
  produced + 1 + whole(produced * 0.018, hash(h, 'scrap')) AS input
FROM units;
CREATE OR REPLACE TEMP VIEW demo_lots AS
SELECT
  strftime(day, 'P%y%m%d-') || code || (CASE shift WHEN '日勤' THEN 1 ELSE 2 END) || (n + 1) AS lot_id,
  day AS produced_on, factory, line, category, shift, supplier, planned AS planned_minutes, planned - lost AS run_minutes,
  round(produced * cycle, 2)::DOUBLE AS ideal_minutes, input AS input_units, produced AS produced_units, produced - bad AS good_units,
  round((produced - bad) * unit_cost)::BIGINT AS cost,
  day AS arrived
FROM demo_lots_drawn;
CREATE OR REPLACE TEMP VIEW demo_stoppages AS
WITH parts AS (
  SELECT *, CASE WHEN lost > 12 AND uniform(hash(h, 'parts')) < 0.45 THEN 2 ELSE 1 END AS parts FROM demo_lots_drawn WHERE lost > 0
),
stops AS (
  SELECT
    *, CASE WHEN parts = 1 THEN lost WHEN part = 0 THEN lost // 3 ELSE lost - lost // 3 END AS minutes
  FROM (SELECT *, unnest(range(parts)) AS part FROM parts)
)
SELECT
  strftime(day, 'T%y%m%d-') || code || (CASE shift WHEN '日勤' THEN 1 ELSE 2 END) || (n + 1) || (part + 1) AS stoppage_id,
  day + to_hours(starts) + to_minutes((n * 235 + part * 110 + floor(uniform(hash(h, 'start', part)) * 100))::INTEGER) AS started_at,
  factory, line,
  line || ['-加工機A', '-加工機B', '-組立機', '-検査機'][1 + pick(hash(h, 'machine', part), 4)] AS machine,
  ['段取り替え', '設備故障', '材料待ち', 'チョコ停', '品質確認', '要員待ち'][[1, 1, 2, 2, 2, 3, 4, 4, 5, 6][1 + pick(hash(h, 'cause', part), 10)]] AS cause,
  minutes,
  day AS arrived
FROM stops;
CREATE OR REPLACE TEMP VIEW demo_energy AS
SELECT
  d.day, d.factory, d.line,
  round((sum(d.produced) * any_value(d.kwh) * exp(0.05 * normal(hash(seed(), 'kwh', any_value(d.week), d.line)) + 0.03 * normal(hash(seed(), 'kwh', d.day, d.line)))
    * (1 + 0.10 * any_value(CASE WHEN month(d.day) IN (7, 8, 9) THEN 1.0 WHEN month(d.day) IN (1, 2, 12) THEN 0.6 ELSE 0.0 END)) + 180)
    * (1 + coalesce(any_value(e.effect), 0)), 1) AS kwh,
  d.day AS arrived
FROM demo_lots_drawn AS d
LEFT JOIN demo_effects AS e ON e.kind = 'air_leak' AND e.first_place = d.line AND d.day BETWEEN e.first_day AND e.last_day
GROUP BY d.day, d.factory, d.line;
CREATE OR REPLACE TEMP VIEW demo_shipments AS
WITH cells AS (
  SELECT d.day, d.week, whole(58 * season(d.day) * pow(1.04, years(d.day)), hash(seed(), 'shipments', d.day)) AS made
  FROM demo_days AS d
  WHERE d.is_working AND d.day BETWEEN first_day() AND today()
),
drawn AS (
  SELECT
    day, week, i, hash(seed(), 'shipment', day, i) AS h,
    ['中央運輸', '北斗物流', '西海陸送'][[1, 1, 1, 2, 2, 3][1 + pick(hash(seed(), 'carrier', day, i), 6)]] AS carrier
  FROM (SELECT *, unnest(range(made)) AS i FROM cells)
),
judged AS (
  SELECT
    d.*, r.region, l.factory, l.category,
    uniform(hash(d.h, 'late')) < 0.047 * exp(0.15 * normal(hash(seed(), 'late', d.week, d.carrier))) * (1 + coalesce(e.effect, 0)) AS late
  FROM drawn AS d
  JOIN demo_regions AS r ON r.code = [1, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5, 5, 6, 7][1 + pick(hash(d.h, 'region'), 14)]
  JOIN demo_lines AS l ON l.code = 1 + pick(hash(d.h, 'line'), 8)
  LEFT JOIN demo_effects AS e ON e.kind = 'late_carrier' AND e.first_place = d.carrier AND d.day BETWEEN e.first_day AND e.last_day
),
arrivals AS (
  SELECT
    *,
    CASE WHEN late THEN day + 1 + floor(-ln(uniform(hash(h, 'days'))) * 2.2)::INTEGER ELSE day - floor(uniform(hash(h, 'days')) * 2.4)::INTEGER END AS delivered
  FROM judged
)
SELECT
  strftime(day, 'N%y%m%d-') || lpad(i::VARCHAR, 3, '0') AS shipment_id, day AS due_on,
  CASE WHEN delivered <= today() THEN delivered END AS delivered_on, factory, category, region, carrier, day AS arrived
FROM arrivals;
