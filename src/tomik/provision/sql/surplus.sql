-- Complete sets beyond every need (above zero) and those that lack (below), school by school and pool by pool. Only schools
-- whose classes all have a plan: elsewhere the need is unknown.
SELECT d.school_id, d.pool, d.sets
FROM (
    SELECT coalesce(s.school_id, n.school_id) AS school_id, coalesce(s.pool, n.pool) AS pool,
           coalesce(s.available, 0) - coalesce(n.need, 0) AS sets
    FROM supply s FULL JOIN pool_need n ON n.school_id = s.school_id AND n.pool = s.pool
) d
WHERE d.sets <> 0
  AND d.school_id IN (SELECT school_id FROM class_result GROUP BY school_id HAVING bool_and(is_planned))
