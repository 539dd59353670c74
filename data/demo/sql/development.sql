-- Development: changes and deployments, outages, sprints, capacity and the stock of open defects.
CREATE OR REPLACE TEMP TABLE demo_teams AS
FROM (VALUES
  (1, '基盤', ['認証基盤', 'データ連携'], 9, 0.95, 30), (2, '製品ソフト', ['制御ファーム', '計測アプリ'], 14, 1.25, 44), (3, 'クラウド', ['遠隔監視', '顧客ポータル'], 11, 0.85, 36),
  (4, '受注EC', ['オンライン販売', '見積サイト'], 9, 0.80, 31), (5, '社内システム', ['生産管理', '販売管理'], 8, 1.15, 26)
) AS t (code, team, services, engineers, pace, points);
CREATE OR REPLACE TEMP TABLE demo_team_days AS
SELECT d.day, d.week, t.*
FROM demo_days AS d
CROSS JOIN demo_teams AS t
WHERE d.is_working AND d.day BETWEEN first_day() AND today();
CREATE OR REPLACE TEMP VIEW demo_capacity AS
SELECT
  day, team, greatest(engineers - whole(engineers * 0.06, hash(seed(), 'away', day, code)), 1)::BIGINT AS engineers, day AS arrived
FROM demo_team_days;
CREATE OR REPLACE TEMP TABLE demo_deployments_drawn AS
WITH cells AS (
  SELECT
    *, whole(1.15 / pace * pow(1.1, years(day)) * exp(0.10 * normal(hash(seed(), 'deploys', week, code))), hash(seed(), 'deploys', day, code)) AS made
  FROM demo_team_days
)
SELECT
  c.*,
  hash(seed(), 'deploy', c.day, c.code, c.i) AS h,
  choice(c.services, hash(seed(), 'service', c.day, c.code, c.i)) AS service,
  uniform(hash(seed(), 'failed', c.day, c.code, c.i)) < 0.093 * exp(0.08 * normal(hash(seed(), 'failing', c.week, c.code))) * pow(0.95, years(c.day))
    * (1 + coalesce(e.effect, 0)) AS failed
FROM (SELECT *, unnest(range(made)) AS i FROM cells) AS c
LEFT JOIN demo_effects AS e ON e.kind = 'failing_changes' AND e.first_place = c.team AND c.day BETWEEN e.first_day AND e.last_day;
CREATE OR REPLACE TEMP VIEW demo_deployments AS
SELECT
  strftime(day, 'R%y%m%d-') || code || lpad(i::VARCHAR, 2, '0') AS deployment_id,
  day + to_minutes((600 + floor(uniform(hash(h, 'time')) * 480))::INTEGER) AS deployed_at, team, service, failed, day AS arrived
FROM demo_deployments_drawn;
CREATE OR REPLACE TEMP VIEW demo_outages AS
WITH outages AS (
  SELECT
    d.*,
    day + to_minutes((630 + floor(uniform(hash(h, 'time')) * 480))::INTEGER) AS started_at,
    greatest(6, exp(4.6 + 0.8 * normal(hash(h, 'restore')) + 0.12 * normal(hash(seed(), 'restoring', week, code))) * pow(0.95, years(day)))::INTEGER AS minutes
  FROM demo_deployments_drawn AS d
  WHERE failed AND uniform(hash(h, 'outage')) < 0.75
)
SELECT
  strftime(day, 'O%y%m%d-') || code || lpad(i::VARCHAR, 2, '0') AS outage_id, started_at, started_at + to_minutes(minutes) AS restored_at, team, service,
  ['重大', '中', '中', '軽微', '軽微', '軽微'][1 + pick(hash(h, 'severity'), 6)] AS severity, day AS arrived
FROM outages;
CREATE OR REPLACE TEMP VIEW demo_changes AS
WITH cells AS (
  SELECT *, whole(engineers * 0.46 * pow(1.06, years(day)) * exp(0.07 * normal(hash(seed(), 'changes', week, code))), hash(seed(), 'changes', day, code)) AS made
  FROM demo_team_days
),
drawn AS (
  SELECT *, hash(seed(), 'change', day, code, i) AS h FROM (SELECT *, unnest(range(made)) AS i FROM cells)
),
timed AS (
  SELECT
    d.*,
    uniform(hash(d.h, 'ai')) < least(adoption(d.day) * 1.15 + coalesce(a.effect, 0), 0.98) AS ai_assisted,
    day + to_minutes((600 + floor(uniform(hash(d.h, 'time')) * 480))::INTEGER) AS deployed_at,
    exp(8.06 + 0.62 * normal(hash(d.h, 'lead')) + 0.06 * normal(hash(seed(), 'lead', d.week, d.code)) - 0.05 * years(d.day)) * d.pace * (1 + coalesce(e.effect, 0)) AS lead,
    exp(5.95 + 0.7 * normal(hash(d.h, 'review')) + 0.06 * normal(hash(seed(), 'review', d.week, d.code))) * (1 + coalesce(r.effect, 0)) AS review
  FROM drawn AS d
  LEFT JOIN demo_effects AS e ON e.kind = 'slow_release' AND e.first_place = d.team AND d.day BETWEEN e.first_day AND e.last_day
  LEFT JOIN demo_effects AS r ON r.kind = 'slow_review' AND r.first_place = d.team AND d.day BETWEEN r.first_day AND r.last_day
  LEFT JOIN demo_effects AS a ON a.kind = 'wider_ai' AND a.first_place = d.team AND d.day BETWEEN a.first_day AND a.last_day
)
SELECT
  strftime(day, 'C%y%m%d-') || code || lpad(i::VARCHAR, 2, '0') AS change_id,
  deployed_at - to_minutes(lead::INTEGER) AS committed_at,
  deployed_at - to_minutes((least(review, 0.75 * lead) + 0.15 * lead)::INTEGER) AS review_requested_at,
  deployed_at - to_minutes((0.15 * lead)::INTEGER) AS approved_at,
  deployed_at, team, choice(services, hash(h, 'service')) AS service, ai_assisted, day AS arrived
FROM timed;
CREATE OR REPLACE TEMP VIEW demo_sprints AS
SELECT
  d.day AS ended_on, t.team,
  greatest(round(t.points * (1.06 + 0.05 * normal(hash(seed(), 'commit', d.day, t.code)))), 1)::BIGINT AS committed_points,
  greatest(round(t.points * pow(1.03, years(d.day)) * (1 + coalesce(e.effect, 0)) * exp(0.09 * normal(hash(seed(), 'sprint', d.day, t.code)))), 1)::BIGINT AS completed_points,
  d.day AS arrived
FROM demo_days AS d
CROSS JOIN demo_teams AS t
LEFT JOIN demo_effects AS e ON e.kind = 'lost_engineers' AND e.first_place = t.team AND d.day BETWEEN e.first_day AND e.last_day
WHERE d.day BETWEEN first_day() AND today() AND date_diff('day', DATE '2024-01-05', d.day) % 14 = 0;
CREATE OR REPLACE TEMP VIEW demo_defect_backlog AS
SELECT
  d.day, d.team, s.severity,
  greatest(round(d.engineers * s.level * (1 + 0.12 * sin(years(d.day) * 5 + d.code)) * exp(0.08 * normal(hash(seed(), 'backlog', d.week, d.code, s.severity))
    + 0.02 * normal(hash(seed(), 'backlog', d.day, d.code, s.severity)))), 0)::BIGINT AS open_defects,
  d.day AS arrived
FROM demo_team_days AS d
CROSS JOIN (VALUES ('重大', 0.25), ('中', 1.1), ('軽微', 1.9)) AS s (severity, level);
