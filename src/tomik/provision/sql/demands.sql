-- Provision of any number of schools: the same arithmetic as provision/rules.py, set-based.
-- Parameters: schools (bigint[]), school_year, region. A mark {within:alias} becomes a condition on school_id
-- (provision.sql.statement): the schools named, or every school of the region. Row security applies as well.
-- Read bottom-up: ask (plan line x set) and pool (supply x need) meet in demand; class_result is per class.
-- MATERIALIZED keeps the planner from evaluating a heavy step twice and lets it use parallel workers inside.
pupils AS MATERIALIZED (
    SELECT class_group_id, count(*)::int AS pupils
    FROM people_enrolment
    WHERE until IS NULL AND {within:people_enrolment}
    GROUP BY class_group_id
), class AS MATERIALIZED (
    SELECT c.id, c.school_id, c.grade, c.letter, coalesce(p.pupils, c.pupils_forecast, 0) AS pupils
    FROM people_classgroup c LEFT JOIN pupils p ON p.class_group_id = c.id
    WHERE c.school_year = %(school_year)s AND {within:c}
), catalogue_set AS MATERIALIZED (
    -- A set without an equivalence is a pool of its own: the minus keeps its number apart.
    SELECT s.id, s.parts, coalesce(m.equivalence_id, -s.id) AS pool,
           coalesce(t.status = 'expired', false) AS is_expired
    FROM catalogue_editionset s
    LEFT JOIN catalogue_equivalencemember m ON m.edition_set_id = s.id AND m.region_id = %(region)s
    LEFT JOIN catalogue_setstatus t ON t.edition_set_id = s.id AND t.school_year = %(school_year)s
), line AS (
    SELECT l.id, l.school_id, l.class_group_id, l.subject_id, l.per, l.licences, c.grade, c.letter,
           coalesce(l.learners, c.pupils) AS learners,
           CASE WHEN coalesce(l.learners, c.pupils) <= 0 THEN 0
                WHEN l.per = 'two' THEN (coalesce(l.learners, c.pupils) + 1) / 2
                WHEN l.per = 'class_set' THEN l.count
                ELSE coalesce(l.learners, c.pupils) END AS need,
           coalesce(n.medium, 'any') = 'any' AS electronic_allowed,
           coalesce(n.medium, 'any') = 'any' AND l.medium = 'electronic' AS electronic_only
    FROM provision_planline l
    JOIN class c ON c.id = l.class_group_id
    LEFT JOIN provision_subjectnorm n ON n.subject_id = l.subject_id
        AND n.stage = CASE WHEN c.grade <= 4 THEN 'primary' WHEN c.grade <= 9 THEN 'basic' ELSE 'secondary' END
    WHERE l.school_year = %(school_year)s AND {within:l}
), ask AS MATERIALIZED (
    SELECT l.id AS line_id, s.edition_set_id, cs.pool, l.school_id, l.class_group_id, l.subject_id,
           l.grade, l.letter, l.per, l.learners,
           CASE WHEN l.electronic_only THEN 0 ELSE l.need END AS need,
           CASE WHEN l.electronic_only THEN l.need ELSE 0 END AS need_electronic,
           CASE WHEN l.electronic_allowed THEN l.licences ELSE 0 END AS licences
    FROM provision_planlineset s
    JOIN line l ON l.id = s.line_id
    JOIN catalogue_set cs ON cs.id = s.edition_set_id
    WHERE {within:s}
), part AS (
    SELECT lot.school_id, cs.pool, cs.parts, e.part,
           coalesce(sum(k.copies) FILTER (WHERE NOT cs.is_expired), 0)::int AS usable,
           coalesce(sum(k.copies) FILTER (WHERE NOT cs.is_expired AND NOT lot.is_borrowed), 0)::int AS own,
           sum(k.copies)::int AS with_expired
    FROM ledger_lotstock k  -- copies in the usable accounts, by lot: kept by the ledger, whoever holds them
    JOIN ledger_lot lot ON lot.id = k.lot_id
    JOIN catalogue_edition e ON e.id = lot.edition_id
    JOIN catalogue_set cs ON cs.id = e.edition_set_id
    WHERE k.copies > 0 AND lot.condition <> 'unfit' AND e.part <= cs.parts AND {within:k}
    GROUP BY lot.school_id, cs.pool, cs.parts, e.part
), shape AS (
    -- Complete sets: the scarcest part decides; a part of which there is no copy at all has no row.
    SELECT school_id, pool,
           CASE WHEN count(*) = parts THEN min(usable) ELSE 0 END AS usable,
           CASE WHEN count(*) = parts THEN min(own) ELSE 0 END AS own,
           CASE WHEN count(*) = parts THEN min(with_expired) ELSE 0 END AS with_expired
    FROM part GROUP BY school_id, pool, parts
), supply AS MATERIALIZED (
    SELECT school_id, pool, sum(usable)::int AS available, sum(own)::int AS available_own,
           sum(with_expired)::int AS available_with_expired
    FROM shape GROUP BY school_id, pool
), pool_need AS (
    SELECT school_id, pool, sum(need)::int AS need FROM ask GROUP BY school_id, pool
), pool AS (
    SELECT n.school_id, n.pool, n.need, coalesce(s.available, 0) AS available,
           least(coalesce(s.available, 0), n.need) > least(coalesce(s.available_own, 0), n.need) AS is_loaned,
           least(coalesce(s.available_with_expired, 0), n.need)
             > least(coalesce(s.available, 0), n.need) AS has_expired
    FROM pool_need n LEFT JOIN supply s ON s.school_id = n.school_id AND s.pool = n.pool
), meeting AS (
    SELECT a.*, p.is_loaned, p.has_expired, p.available, p.need AS pool_need
    FROM ask a JOIN pool p ON p.school_id = a.school_id AND p.pool = a.pool
), ranked AS (
    -- Largest remainder, only where the pool is short; ties: grade, class, subject, line, set.
    SELECT m.*, (m.available::bigint * m.need / m.pool_need)::int AS base,
           row_number() OVER (
               PARTITION BY m.school_id, m.pool
               ORDER BY m.available::bigint * m.need %% m.pool_need DESC, m.grade, m.letter COLLATE "C",
                        j.name COLLATE "C", m.line_id, m.edition_set_id
           ) AS place,
           m.available - sum((m.available::bigint * m.need / m.pool_need)::int)
               OVER (PARTITION BY m.school_id, m.pool) AS remaining
    FROM meeting m JOIN catalogue_subject j ON j.id = m.subject_id
    WHERE m.available < m.pool_need
), shared AS (
    SELECT m.*, m.need AS covered FROM meeting m WHERE m.available >= m.pool_need
    UNION ALL
    SELECT line_id, edition_set_id, pool, school_id, class_group_id, subject_id, grade, letter, per, learners,
           need, need_electronic, licences, is_loaned, has_expired, available, pool_need,
           base + (place <= remaining)::int AS covered
    FROM ranked
), demand AS MATERIALIZED (
    SELECT d.*, given.electronic AS covered_electronic,
           CASE WHEN d.need + d.need_electronic = 0 THEN 'empty'
                WHEN d.covered + given.electronic < d.need + d.need_electronic
                    THEN CASE WHEN d.has_expired AND d.need > d.covered THEN 'expired' ELSE 'short' END
                WHEN d.is_loaned AND d.need > 0 THEN 'loaned' ELSE 'full' END AS state,
           CASE WHEN d.covered + given.electronic >= d.need + d.need_electronic THEN 0
                WHEN d.per = 'two' THEN greatest(d.learners - 2 * (d.covered + given.electronic), 0)
                WHEN d.per = 'class_set'
                    THEN d.learners - d.learners * (d.covered + given.electronic) / (d.need + d.need_electronic)
                ELSE d.learners - d.covered - given.electronic END AS learners_without
    FROM shared d
    CROSS JOIN LATERAL (SELECT least(d.licences, d.need + d.need_electronic - d.covered) AS electronic) given
), line_lost AS (
    SELECT class_group_id, subject_id, line_id, max(learners_without) AS without
    FROM demand WHERE learners_without > 0 GROUP BY class_group_id, subject_id, line_id
), class_lost AS (
    -- The same pupils can bear every shortage, so a class loses its worst subject only (rules._class_results).
    SELECT class_group_id, max(without) AS without
    FROM (SELECT class_group_id, sum(without)::int AS without FROM line_lost GROUP BY class_group_id, subject_id) s
    GROUP BY class_group_id
), planned AS (
    SELECT DISTINCT class_group_id FROM ask
), class_result AS MATERIALIZED (
    SELECT c.id, c.school_id, c.grade, c.letter, c.pupils, p.class_group_id IS NOT NULL AS is_planned,
           CASE WHEN p.class_group_id IS NULL THEN 0
                ELSE greatest(c.pupils - coalesce(l.without, 0), 0) END AS pupils_full
    FROM class c
    LEFT JOIN planned p ON p.class_group_id = c.id
    LEFT JOIN class_lost l ON l.class_group_id = c.id
)
