-- One row an issue with the end of its sprint. A sprint is one row, so the join adds no rows.
SELECT i.issue_id, i.project, i.issue_type, i.status, i.story_points, i.sprint_id, s.end_date AS sprint_end
FROM issues AS i
JOIN sprints AS s ON s.sprint_id = i.sprint_id
