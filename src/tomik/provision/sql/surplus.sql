-- Complete sets beyond every need, school by school and pool by pool. Only schools whose classes all have a plan:
-- elsewhere the need is unknown.
SELECT s.school_id, s.pool, s.available - coalesce(n.need, 0)
FROM supply s LEFT JOIN pool_need n ON n.school_id = s.school_id AND n.pool = s.pool
WHERE s.available > coalesce(n.need, 0)
  AND s.school_id IN (SELECT school_id FROM class_result GROUP BY school_id HAVING bool_and(is_planned))
