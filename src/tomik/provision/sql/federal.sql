-- Sums for the federal monitoring: subject x grade, apart for unified state textbooks and for textbooks whose term
-- ends in the calendar year %(year)s. Sets beyond the need of a pool are added beside its first demand, once.
, held AS (
    SELECT d.school_id, d.subject_id, d.grade, d.line_id, d.edition_set_id, d.learners, d.need, d.covered,
           d.covered + CASE WHEN row_number() OVER (
               PARTITION BY d.school_id, d.pool ORDER BY d.grade, d.letter COLLATE "C", d.line_id, d.edition_set_id
           ) = 1 THEN greatest(d.available - d.pool_need, 0) ELSE 0 END AS held
    FROM demand d
    WHERE d.need_electronic = 0
)
SELECT h.subject_id, h.grade, s.is_unified,
       EXISTS (
           SELECT FROM catalogue_setstatus t
           WHERE t.edition_set_id = h.edition_set_id AND t.status IN ('use_until', 'expires', 'expired')
             AND date_part('year', t.until) = %(year)s
       ) AS ends_in_year,
       coalesce(r.reason, '') AS reason,
       sum(h.learners)::int, sum(h.need)::int, sum(h.held)::int, sum(h.need - h.covered)::int
FROM held h
JOIN catalogue_editionset s ON s.id = h.edition_set_id
LEFT JOIN provision_shortagereason r ON r.line_id = h.line_id
GROUP BY 1, 2, 3, 4, 5
