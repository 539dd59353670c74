-- Pseudo-random draws that depend on the seed and on what they are drawn for, and on nothing else.
-- seed() is made by the caller. A draw is a hash: uniform(), normal(), whole(), pick() and choice() turn it into numbers.
-- Hashes of the same thing with different last words differ by a constant only, so each is hashed once more before use.
CREATE OR REPLACE TEMP MACRO uniform(h) AS (((hash(h) >> 11)::DOUBLE + 0.5) / 9007199254740992.0);
CREATE OR REPLACE TEMP MACRO pick(h, n) AS ((hash(h) % n)::INTEGER);
CREATE OR REPLACE TEMP MACRO normal(h) AS (sqrt(-2 * ln(uniform(h))) * cos(2 * pi() * uniform(hash(h, 1))));
-- A count with mean m that spreads nearly as a Poisson count does.
CREATE OR REPLACE TEMP MACRO whole(m, h) AS
  floor(greatest(m + sqrt(greatest(m - 0.25, 0)) * normal(h), 0) + uniform(hash(h, 2)))::BIGINT;
CREATE OR REPLACE TEMP MACRO choice(names, h) AS (names[1 + (hash(h) % len(names))::INTEGER]);
-- How far AI has spread among those who could use it: a logistic curve over the calendar.
CREATE OR REPLACE TEMP MACRO adoption(day) AS (0.8 / (1 + exp(-date_diff('day', DATE '2026-04-01', day) / 260.0)));
-- Years since a fixed day, for growth.
CREATE OR REPLACE TEMP MACRO years(day) AS (date_diff('day', DATE '2025-04-01', day) / 365.25);
CREATE OR REPLACE TEMP MACRO season(day) AS
  ([0.93, 0.97, 1.14, 0.96, 0.95, 1.02, 1.01, 0.94, 1.07, 1.00, 1.01, 1.03][month(day)]);
-- Within a month orders swell towards its close; the weights add up to the curve in the definitions.
CREATE OR REPLACE TEMP MACRO bulge(share_done) AS
  ([0.80, 0.83, 0.86, 0.89, 0.92, 0.96, 1.00, 1.06, 1.16, 1.52][1 + least(floor(share_done * 10)::BIGINT, 9)]);
-- A person's tenure on a day, in the bands that HR reports.
CREATE OR REPLACE TEMP MACRO tenure_of(hired_on, day) AS
  (CASE WHEN day < hired_on + INTERVAL 1 YEAR THEN '1年未満' WHEN day < hired_on + INTERVAL 3 YEAR THEN '1〜3年' ELSE '3年以上' END);
