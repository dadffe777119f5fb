-- Sums for the federal monitoring: subject x grade, apart for unified state textbooks and for textbooks whose term
-- ends in the calendar year %(year)s. Sets beyond the need of a pool are added beside its first demand, once.
-- Learners of a line with several textbooks are counted once: at its first textbook, also within the two apart.
, flagged AS (
    SELECT d.*, s.is_unified,
           EXISTS (
               SELECT FROM catalogue_setstatus t
               WHERE t.edition_set_id = d.edition_set_id AND t.status IN ('use_until', 'expires', 'expired')
                 AND date_part('year', t.until) = %(year)s
           ) AS ends_in_year
    FROM demand d JOIN catalogue_editionset s ON s.id = d.edition_set_id
    WHERE d.need_electronic = 0
), held AS (
    SELECT f.*,
           f.covered + CASE WHEN row_number() OVER (
               PARTITION BY f.school_id, f.pool ORDER BY f.grade, f.letter COLLATE "C", f.line_id, f.edition_set_id
           ) = 1 THEN greatest(f.available - f.pool_need, 0) ELSE 0 END AS held,
           row_number() OVER (PARTITION BY f.line_id ORDER BY f.edition_set_id) = 1 AS is_first,
           row_number() OVER (PARTITION BY f.line_id, f.is_unified ORDER BY f.edition_set_id) = 1 AS is_first_unified,
           row_number() OVER (PARTITION BY f.line_id, f.ends_in_year ORDER BY f.edition_set_id) = 1 AS is_first_ending
    FROM flagged f
)
SELECT h.subject_id, h.grade, h.is_unified, h.ends_in_year, coalesce(r.reason, CASE WHEN h.state = 'expired' THEN '?expired' ELSE '' END) AS reason,
       coalesce(sum(h.learners) FILTER (WHERE h.is_first), 0)::int,
       coalesce(sum(h.learners) FILTER (WHERE h.is_first_unified), 0)::int,
       coalesce(sum(h.learners) FILTER (WHERE h.is_first_ending), 0)::int,
       sum(h.need)::int, sum(h.held)::int, sum(h.need - h.covered)::int
FROM held h LEFT JOIN provision_shortagereason r ON r.line_id = h.line_id
GROUP BY 1, 2, 3, 4, 5
