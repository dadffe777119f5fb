-- Sums of a region: by municipality x subject, municipality x grade, school x grade, school x subject;
-- pupils by school x grade (fact), usable sets by school (supply). Everything coarser is added up from these rows.
, fact AS (
    SELECT d.school_id, d.subject_id, d.grade, sum(d.need)::int AS need, sum(d.covered)::int AS covered,
           sum(d.need_electronic)::int AS need_electronic, sum(d.covered_electronic)::int AS covered_electronic,
           count(*) FILTER (WHERE d.state <> 'empty')::int AS positions,
           count(*) FILTER (WHERE d.state = 'short')::int AS short,
           count(*) FILTER (WHERE d.state = 'expired')::int AS expired,
           count(*) FILTER (WHERE d.state = 'loaned')::int AS loaned
    FROM demand d GROUP BY d.school_id, d.subject_id, d.grade
)
SELECT CASE WHEN GROUPING(f.school_id) = 1 THEN 'municipality' ELSE 'school' END AS unit_kind,
       coalesce(f.school_id, t.municipality_id) AS unit_id, f.subject_id, f.grade,
       sum(f.need)::int, sum(f.covered)::int, sum(f.need_electronic)::int, sum(f.covered_electronic)::int,
       sum(f.positions)::int, sum(f.short)::int, sum(f.expired)::int, sum(f.loaned)::int
FROM fact f JOIN territory_school t ON t.id = f.school_id
GROUP BY GROUPING SETS (
    (t.municipality_id, f.subject_id), (t.municipality_id, f.grade), (f.school_id, f.subject_id), (f.school_id, f.grade)
)
UNION ALL
SELECT 'pupils', school_id, NULL, grade, sum(pupils)::int, sum(pupils_full)::int, count(*)::int,
       count(*) FILTER (WHERE is_planned)::int, coalesce(sum(pupils) FILTER (WHERE NOT is_planned), 0)::int, 0, 0, 0
FROM class_result GROUP BY school_id, grade
UNION ALL
SELECT 'supply', school_id, NULL, NULL, sum(available)::int, 0, 0, 0, 0, 0, 0, 0 FROM supply GROUP BY school_id
