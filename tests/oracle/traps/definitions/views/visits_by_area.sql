-- Visits with the area of their store. The list of areas names some stores twice; it is made one row a store first.
SELECT v.visit_id, v.at, v.store, v.amount, v.returned, a.area
FROM visits AS v
LEFT JOIN (SELECT store, MIN(area) AS area FROM areas GROUP BY store) AS a ON a.store = v.store
