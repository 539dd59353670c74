-- Daily headcount with what each day adds to person-months and person-years. A whole month gives its mean headcount
-- in person-months whatever its length, so leap years and running months need no correction.
SELECT
  day,
  division,
  site,
  employment,
  tenure,
  headcount,
  headcount * 1.0 / EXTRACT(DAY FROM LAST_DAY(day)) AS person_months,
  headcount * 1.0 / EXTRACT(DAY FROM LAST_DAY(day)) / 12 AS person_years
FROM roster
