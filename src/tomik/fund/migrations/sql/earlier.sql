-- What was there before the registers: every lot of group accounting gets its card, every act that moved copies in or
-- out its record of the summary book. All schools at once; numbers go by date. Repeating changes nothing.
CREATE TEMPORARY TABLE earlier_lot ON COMMIT DROP AS
SELECT l.id, l.school_id, l.edition_id, l.received_on,
       CASE WHEN coalesce(o.card_by, 'year') <> 'edition' THEN coalesce(l.year, e.year) END AS year,
       CASE WHEN o.card_by = 'price' THEN l.price_kopecks END AS price_kopecks
  FROM ledger_lot l
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN fund_fundsettings o ON o.school_id = l.school_id
 WHERE s.kind IN ('textbook', 'aid', 'method') AND NOT s.is_consumable
   AND NOT EXISTS (SELECT FROM fund_cardlot c WHERE c.lot_id = l.id)
   AND NOT EXISTS (SELECT FROM fund_copy c WHERE c.lot_id = l.id AND c.inventory_number IS NOT NULL);

WITH wanted AS (
  SELECT school_id, edition_id, year, price_kopecks, min(received_on) AS opened_on, min(id) AS first_lot
    FROM earlier_lot l
   WHERE NOT EXISTS (SELECT FROM fund_card c WHERE c.school_id = l.school_id AND c.edition_id = l.edition_id
                        AND c.year IS NOT DISTINCT FROM l.year AND c.price_kopecks IS NOT DISTINCT FROM l.price_kopecks)
   GROUP BY school_id, edition_id, year, price_kopecks
), series AS (
  INSERT INTO fund_numberseries AS s (school_id, series, year, last)
  SELECT school_id, 'card', 0, count(*) FROM wanted GROUP BY school_id
  ON CONFLICT (school_id, series, year) DO UPDATE SET last = s.last + excluded.last
  RETURNING school_id, last
)
INSERT INTO fund_card (uid, school_id, number, edition_id, year, price_kopecks, opened_on)
SELECT md5('card ' || w.school_id || ' ' || w.first_lot)::uuid, w.school_id,
       s.last - count(*) OVER (PARTITION BY w.school_id)
         + row_number() OVER (PARTITION BY w.school_id ORDER BY w.opened_on, w.first_lot),
       w.edition_id, w.year, w.price_kopecks, w.opened_on
  FROM wanted w JOIN series s ON s.school_id = w.school_id;

INSERT INTO fund_cardlot (lot_id, school_id, card_id)
SELECT l.id, l.school_id, c.id
  FROM earlier_lot l
  JOIN fund_card c ON c.school_id = l.school_id AND c.edition_id = l.edition_id
                  AND c.year IS NOT DISTINCT FROM l.year AND c.price_kopecks IS NOT DISTINCT FROM l.price_kopecks;

WITH place AS (
  SELECT DISTINCT a.school_id, t.entry_id,
         CASE WHEN s.kind IN ('textbook', 'aid', 'workbook') THEN 'textbooks' ELSE 'main' END AS book,
         CASE WHEN a.kind IN ('supplier', 'surplus_found') THEN 1 ELSE 2 END AS part
    FROM ledger_account a
    JOIN ledger_transfer t ON a.id IN (t.from_account_id, t.to_account_id)
    JOIN ledger_lot l ON l.id = t.lot_id
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN catalogue_editionset s ON s.id = e.edition_set_id
   WHERE a.kind IN ('supplier', 'surplus_found', 'written_off', 'lost')
), wanted AS (
  SELECT p.*, e.occurred_on, e.document_number, e.note,
         CASE WHEN p.part = 1 THEN extract(year FROM e.occurred_on)::smallint ELSE 0 END AS year
    FROM place p JOIN ledger_entry e ON e.id = p.entry_id
   WHERE NOT EXISTS (SELECT FROM fund_summaryrecord r WHERE r.entry_id = p.entry_id AND r.book = p.book AND r.part = p.part)
), series AS (
  INSERT INTO fund_numberseries AS s (school_id, series, year, last)
  SELECT school_id, CASE part WHEN 1 THEN 'in-' ELSE 'out-' END || book, year, count(*)
    FROM wanted GROUP BY school_id, part, book, year
  ON CONFLICT (school_id, series, year) DO UPDATE SET last = s.last + excluded.last
  RETURNING school_id, series, year, last
)
INSERT INTO fund_summaryrecord (school_id, book, part, year, number, entry_id, recorded_on, source, papers, reason, direction, note)
SELECT w.school_id, w.book, w.part, w.year,
       s.last - count(*) OVER (PARTITION BY w.school_id, w.part, w.book, w.year)
         + row_number() OVER (PARTITION BY w.school_id, w.part, w.book, w.year ORDER BY w.occurred_on, w.entry_id),
       w.entry_id, w.occurred_on, '', left(w.document_number, 200), '', '', left(w.note, 300)
  FROM wanted w
  JOIN series s ON s.school_id = w.school_id AND s.year = w.year
               AND s.series = CASE w.part WHEN 1 THEN 'in-' ELSE 'out-' END || w.book;

DROP TABLE earlier_lot;
