-- Everything about the named schools in one row of JSON arrays; the order of the columns is queries.school.
SELECT
    (SELECT coalesce(json_agg(json_build_array(
        d.school_id, d.line_id, d.edition_set_id, d.pool, d.class_group_id, d.subject_id, d.grade, d.letter, d.learners,
        d.need, d.covered, d.need_electronic, d.covered_electronic, d.learners_without, d.state
     ) ORDER BY d.school_id, d.grade, d.letter COLLATE "C", j.name COLLATE "C", d.line_id, d.edition_set_id), '[]')
     FROM demand d JOIN catalogue_subject j ON j.id = d.subject_id),
    (SELECT coalesce(json_agg(json_build_array(
        c.school_id, c.id, c.grade, c.letter, c.pupils, c.pupils_full, c.is_planned
     ) ORDER BY c.school_id, c.grade, c.letter COLLATE "C"), '[]') FROM class_result c),
    (SELECT coalesce(json_agg(json_build_array(
        school_id, pool, coalesce(n.need, 0), coalesce(s.available, 0), coalesce(s.available_own, 0),
        coalesce(s.available_with_expired, 0)
     ) ORDER BY school_id, pool), '[]') FROM supply s FULL JOIN pool_need n USING (school_id, pool))
