-- HR: everything follows from the employees (demo_employees, made by the caller): who is there on which day.
CREATE OR REPLACE TEMP VIEW demo_movements AS
SELECT
  'M' || employee_id || '-1' AS movement_id, hired_on AS moved_on, '入社' AS kind, employee_id, employee, division, site, employment,
  '1年未満' AS tenure, NULL::VARCHAR AS reason, hired_on AS arrived
FROM demo_employees
WHERE hired_on BETWEEN first_day() AND today()
UNION ALL
SELECT
  'M' || employee_id || '-2', left_on, '退職', employee_id, employee, division, site, employment, tenure_of(hired_on, left_on),
  ['自己都合（転職）', '自己都合（転職）', '自己都合（家庭）', '契約満了', '会社都合', '定年'][1 + pick(hash(seed(), employee_id), 6)], left_on
FROM demo_employees
WHERE left_on BETWEEN first_day() AND today();
-- The day of leaving is still worked.
CREATE OR REPLACE TEMP TABLE demo_roster AS
SELECT
  d.day, e.division, e.site, e.employment, tenure_of(e.hired_on, d.day) AS tenure, count(*) AS headcount, d.day AS arrived
FROM demo_days AS d
JOIN demo_employees AS e ON e.hired_on <= d.day AND (e.left_on IS NULL OR e.left_on >= d.day)
WHERE d.day BETWEEN first_day() AND today()
GROUP BY ALL;
CREATE OR REPLACE TEMP VIEW demo_recruitments AS
WITH accepted AS (
  SELECT
    *, hash(seed(), 'recruited', employee_id) AS h,
    hired_on - (CASE WHEN month(hired_on) = 4 THEN 170 ELSE 28 END + floor(uniform(hash(seed(), 'accepted', employee_id)) * 45))::INTEGER AS accepted_on
  FROM demo_employees
)
SELECT
  'H' || employee_id AS recruitment_id,
  accepted_on - (16 + floor(exp(3.1 + 0.45 * normal(h))))::INTEGER AS applied_on,
  accepted_on, division,
  ['人材紹介', '人材紹介', '自社サイト', '社員紹介', '新卒採用'][1 + pick(hash(h, 'route'), 5)] AS route,
  accepted_on AS arrived
FROM accepted
WHERE accepted_on BETWEEN first_day() AND today();
CREATE OR REPLACE TEMP TABLE demo_site_days AS
SELECT day, division, site, sum(headcount)::BIGINT AS headcount FROM demo_roster GROUP BY ALL;
CREATE OR REPLACE TEMP VIEW demo_attendance AS
SELECT
  s.day, s.division, s.site,
  round(s.headcount * 7.75 * (0.955 + 0.01 * normal(hash(seed(), 'present', s.day, s.division))), 2) AS worked_hours,
  round(s.headcount * 0.93 * (0.4 + 0.6 * season(s.day)) * (CASE s.division WHEN '製造部' THEN 1.1 WHEN '開発部' THEN 1.15 WHEN '人事総務部' THEN 0.7 ELSE 0.9 END)
    * exp(0.07 * normal(hash(seed(), 'overtime', d.week, s.division, s.site)) + 0.06 * normal(hash(seed(), 'overtime', s.day, s.division, s.site)))
    * (1 + coalesce(e.effect, 0)), 2) AS overtime_hours,
  s.day AS arrived
FROM demo_site_days AS s
JOIN demo_days AS d ON d.day = s.day
LEFT JOIN demo_effects AS e ON e.kind = 'overwork' AND e.first_place = s.division AND s.day BETWEEN e.first_day AND e.last_day
-- A site's clock fails now and then.
WHERE d.is_working AND uniform(hash(seed(), 'clock', s.day, s.site)) > 0.001;
CREATE OR REPLACE TEMP VIEW demo_trainings AS
SELECT
  d.work_day AS held_on, s.division, s.site, c.course,
  attendees, (attendees * c.hours)::DOUBLE AS hours,
  -- Attendance sheets are handed in on the 25th of the next month, long after they are due.
  (date_trunc('month', d.work_day) + INTERVAL 1 MONTH + INTERVAL 24 DAY)::DATE AS arrived
FROM demo_days AS d
JOIN demo_site_days AS s ON s.day = d.day
CROSS JOIN (VALUES ('安全衛生', 2.0), ('品質管理', 4.0), ('AI活用', 6.0), ('管理職', 7.0), ('技術技能', 5.0), ('情報セキュリティ', 1.5)) AS c (course, hours)
CROSS JOIN LATERAL (
  SELECT whole(s.headcount * 0.12 * exp(0.1 * normal(hash(seed(), 'training', d.week, s.division))), hash(seed(), 'attend', d.day, s.division, s.site, c.course)) AS attendees
)
WHERE day(d.day) = 1 + pick(hash(seed(), 'course', c.course, s.division, month(d.day)), 24) AND attendees > 0 AND d.work_day <= today()
  AND uniform(hash(seed(), 'held', d.month, s.division, s.site, c.course)) < 0.8;
CREATE OR REPLACE TEMP VIEW demo_ai_training_progress AS
SELECT
  s.day, s.division, s.site, s.headcount AS assigned,
  least(floor(s.headcount * adoption(s.day) * 1.1 * (CASE s.division WHEN '開発部' THEN 1.12 WHEN 'マーケティング部' THEN 1.1 WHEN '製造部' THEN 0.88 ELSE 1.0 END)), s.headcount)::BIGINT AS completed,
  s.day AS arrived
FROM demo_site_days AS s
JOIN demo_days AS d ON d.day = s.day
WHERE d.is_working;
CREATE OR REPLACE TEMP VIEW demo_pulse_surveys AS
WITH people AS (
  SELECT r.day, r.division, r.site, r.tenure, sum(r.headcount)::BIGINT AS people
  FROM demo_roster AS r
  JOIN demo_days AS d ON d.day = r.day
  WHERE d.is_working AND d.month_number = 10
  GROUP BY ALL
),
asked AS (
  SELECT *, least(whole(people * 0.82, hash(seed(), 'answers', day, division, site, tenure)), people) AS responses FROM people
)
SELECT
  a.day AS surveyed_on, a.division, a.site, a.tenure, a.responses,
  round(a.responses * (67.5 + (CASE a.tenure WHEN '1年未満' THEN 3.5 WHEN '1〜3年' THEN -1.5 ELSE 0.0 END) + 1.2 * normal(hash(seed(), 'mood', a.day, a.division))
    + 12 / sqrt(a.responses) * normal(hash(seed(), 'mood', a.day, a.division, a.site, a.tenure)) + coalesce(e.effect, 0)), 1) AS score_sum,
  a.day AS arrived
FROM asked AS a
LEFT JOIN demo_effects AS e ON e.kind = 'low_mood' AND e.first_place = a.division AND a.day BETWEEN e.first_day AND e.last_day
WHERE a.responses > 0;
