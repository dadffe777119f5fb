"""The seven forms of the federal monitoring of provision with textbooks, for a school, a municipality or a region.

Source of the labels: the monitoring of 2025 as carried out by a region (facts 4.3); the year is a parameter. A form of
year Y (asked at its beginning) compares the school year that runs, Y−1/Y, with the coming one, Y/Y+1.
One set = one piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import override

from tomik.catalogue.public import Subject
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, Formula, write_workbook
from tomik.provision import sql
from tomik.provision.data import UNIFIED_STARTS
from tomik.provision.federal_labels import form_labels, monitoring_title
from tomik.provision.models import ShortageReason
from tomik.provision.queries.region import PLANNER
from tomik.territory.public import Region, School

Key = tuple[int, int]
UNWRITTEN_ENDED = "?expired"
"""What `federal.sql` says when nobody wrote a reason and only expired copies are there."""
# The monitoring knows four reasons; the system keeps more.
REASONS = {
    ShortageReason.Reason.GROWTH: "увеличение контингента",
    ShortageReason.Reason.LOSS: "утрата",
    ShortageReason.Reason.DEFECT: "дефектность",
    ShortageReason.Reason.EXPIRED: "иное (истёк срок использования)",
    ShortageReason.Reason.LINE_CHANGED: "иное (смена УМК)",
    ShortageReason.Reason.OTHER: "иное",
}
PROPOSED = "(предположительно)"
NOTE_OF_REASONS = (
    "(предположительно) — причину школа не указала, её предлагает программа: у школы есть только экземпляры с истёкшим"
    " сроком или учеников стало больше, чем в прошлом году. Причина указывается в разделе «Обеспеченность — Чего не хватает»."
)
NOTE_OF_WRITEOFFS = (
    "Причина списания (предположительно) выведена из учёта: счёт «утрачено» — утрата, «негодные» — дефектность, при"
    " истёкшем сроке — истечение предельного срока использования. Проверьте её по актам. Комплект из нескольких частей"
    " считается по части, которой списано больше всего."
)


@dataclass(slots=True)
class Sums:
    """Sums of one subject and grade."""

    learners: int = 0
    need: int = 0
    held: int = 0
    lacking: int = 0
    ended: int = 0
    """Of what lacks without a written reason: that for which only copies past their term lie on the shelf."""
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, learners: int, need: int, held: int, lacking: int, *, reason: str) -> None:
        """Add a row of the query."""
        self.learners += learners
        self.need += need
        self.held += held
        self.lacking += lacking
        if lacking and reason == UNWRITTEN_ENDED:
            self.ended += lacking
        elif lacking and reason:
            self.reasons[REASONS[ShortageReason.Reason(reason)]] += lacking


@dataclass(frozen=True)
class Subjects:
    """Sums of a school year: all textbooks, unified ones, those whose term ends in the year of the form."""

    all: dict[Key, Sums]
    unified: dict[Key, Sums]
    ending: dict[Key, Sums]


@dataclass(frozen=True)
class Unit:
    """Whose form it is: the schools, and what stands over the tables."""

    region_id: int
    school_ids: Sequence[int]
    authority: str
    inn: str
    name: str
    whole_region: bool = False


def unit_of_school(school: School) -> Unit:
    """The forms of one school."""
    return Unit(school.region_id, [school.pk], _authority(school.region), school.inn, school.full_name)


def unit_of_schools(region: Region, schools: Sequence[School], name: str, *, whole_region: bool) -> Unit:
    """The forms of a municipality or region: sums over its schools."""
    return Unit(
        region.pk, [school.pk for school in schools], _authority(region), "", name, whole_region=whole_region
    )


def _authority(region: Region) -> str:
    return region.name


def subject_sums(unit: Unit, school_year: int, year: int) -> Subjects:
    """Sums by subject and grade from the plans of a school year and the ledger as it is now."""
    found = Subjects(defaultdict(Sums), defaultdict(Sums), defaultdict(Sums))
    parameters: dict[str, Any] = {
        "schools": sorted(unit.school_ids),
        "region": unit.region_id,
        "school_year": school_year,
        "year": year,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        chosen_plan = PLANNER if unit.whole_region else {name: PLANNER[name] for name in ("work_mem", "jit")}
        cursor.execute(
            "SELECT "
            + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in chosen_plan.items())
        )
        cursor.execute(sql.statement("federal", whole_region=unit.whole_region), parameters)
        for subject_id, grade, is_unified, ends, reason, *numbers in cursor.fetchall():
            once, once_unified, once_ending, need, held, lacking = (int(number) for number in numbers)
            chosen = [(found.all, once)]
            chosen += [(found.unified, once_unified)] * is_unified + [(found.ending, once_ending)] * ends
            for sums, learners in chosen:
                sums[subject_id, grade].add(learners, need, held, lacking, reason=reason)
    return found


def pupils_by_grade(unit: Unit, school_year: int) -> dict[int, int]:
    """Pupils of the classes of a year (lists, otherwise the forecast) by grade."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.grade, sum(coalesce(e.pupils, c.pupils_forecast, 0))::int FROM people_classgroup c"
            " LEFT JOIN (SELECT class_group_id, count(*) AS pupils FROM people_enrolment WHERE until IS NULL"
            "   AND school_id = ANY(%(schools)s) GROUP BY 1) e ON e.class_group_id = c.id"
            " WHERE c.school_year = %(year)s AND c.school_id = ANY(%(schools)s) GROUP BY c.grade",
            {"year": school_year, "schools": sorted(unit.school_ids)},
        )
        return dict(cursor.fetchall())


def written_off(unit: Unit, calendar_year: int) -> list[tuple[int, str, int, int]]:
    """(years of use, reason, sets, kopecks) of what left the funds in a calendar year; reversals are taken away.

    The reason is what the accounts say: to «lost» is a loss, from «unfit» a defect unless the term had ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
            SELECT greatest(date_part('year', t.occurred_on) - date_part('year', lot.received_on), 0)::int AS years,
                   CASE WHEN o.kind = 'lost' THEN 'утрата'
                        WHEN EXISTS (SELECT FROM catalogue_setstatus s
                                     WHERE s.edition_set_id = e.edition_set_id AND s.until <= t.occurred_on)
                          THEN 'истечение предельного срока использования'
                        WHEN i.kind = 'unfit' THEN 'дефектность'
                        ELSE 'иное' END AS reason,
                   lot.school_id, e.edition_set_id, e.part,
                   t.sign * t.copies AS copies, t.sign * t.copies * lot.price_kopecks AS kopecks
            FROM (
                SELECT lot_id, copies, occurred_on, from_account_id AS inner_id, to_account_id AS outer_id, 1 AS sign
                FROM ledger_transfer WHERE school_id = ANY(%(schools)s)
                  AND occurred_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
                UNION ALL
                SELECT lot_id, copies, occurred_on, to_account_id, from_account_id, -1
                FROM ledger_transfer WHERE school_id = ANY(%(schools)s)
                  AND occurred_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
            ) t
            JOIN ledger_account o ON o.id = t.outer_id AND o.kind IN ('lost', 'written_off')
            JOIN ledger_account i ON i.id = t.inner_id
            JOIN ledger_lot lot ON lot.id = t.lot_id
            JOIN catalogue_edition e ON e.id = lot.edition_id
            ), part AS (
                SELECT years, reason, school_id, edition_set_id, part, sum(copies) AS copies, sum(kopecks) AS kopecks
                FROM gone GROUP BY 1, 2, 3, 4, 5
            ), whole AS (
                SELECT years, reason, max(copies) AS sets, sum(kopecks) AS kopecks
                FROM part GROUP BY years, reason, school_id, edition_set_id
            )
            SELECT years, reason, sum(sets)::int, sum(kopecks)::bigint FROM whole
            GROUP BY 1, 2 HAVING sum(sets) <> 0 ORDER BY 1, 2
            """,
            {"schools": sorted(unit.school_ids), "year": calendar_year},
        )
        return [tuple(row) for row in cursor.fetchall()]


def federal_workbook(unit: Unit, year: int) -> bytes:
    """The seven forms of the monitoring of `year` as one .xlsx, in Russian whatever the screen's language."""
    with override("ru"):
        return write_workbook(federal_sheets(unit, year))


def federal_sheets(unit: Unit, year: int) -> list[ExportSheet]:
    """The sheets of the seven forms."""
    past, coming = subject_sums(unit, year - 1, year), subject_sums(unit, year, year)
    names = {item.pk: item for item in Subject.objects.all()}
    now, forecast = pupils_by_grade(unit, year - 1), pupils_by_grade(unit, year)
    return [
        _form_1(unit, year, past, coming, names=names),
        _form_2_1(unit, year, past, coming, names=names),
        _form_2_2(unit, year, forecast, names),
        _form_3(unit, year, past, coming, names=names, now=now),
        _form_4(unit, year),
        _empty_form(unit, "5.1", year),
        _empty_form(unit, "5.2", year),
    ]


def _ordered(keys: Iterable[Key], names: dict[int, Subject]) -> list[Key]:
    return sorted(keys, key=lambda key: (names[key[0]].position, names[key[0]].name, key[1]))


def _sheet(
    unit: Unit,
    number: str,
    year: int,
    kinds: Sequence[str],
    *,
    rows: Sequence[Sequence[ExportCell]],
    notes: Sequence[str] = (),
) -> ExportSheet:
    """A form: kinds of its columns are text, whole, decimal (summed) and grade (not summed)."""
    labels = form_labels(number, year)
    return ExportSheet(
        name=f"Форма {number}",
        titles=[
            monitoring_title(),
            labels.title,
            f"ИОГВ: {unit.authority}    ИНН: {unit.inn}    Наименование ОУ: {unit.name}",
        ],
        columns=[_column(text, kind) for text, kind in zip(labels.columns, kinds, strict=True)],
        rows=rows,
        notes=notes,
        autofilter=False,
    )


def _column(text: str, kind: str) -> ExportColumn:
    if kind == "text":
        return ExportColumn(text, width=44)
    return ExportColumn(text, "whole" if kind == "grade" else kind, total=kind != "grade")


def _form_1(
    unit: Unit, year: int, past: Subjects, coming: Subjects, *, names: dict[int, Subject]
) -> ExportSheet:
    keys = _ordered(past.ending.keys() | coming.ending.keys(), names)
    rows: list[list[ExportCell]] = [
        [names[key[0]].name, key[1], sums.learners, sums.held, sums.lacking]
        for key in keys
        for sums in [coming.all.get(key) or Sums()]
    ]
    return _sheet(unit, "1", year, ("text", "grade", "whole", "whole", "whole"), rows=rows)


def _form_2_1(
    unit: Unit, year: int, past: Subjects, coming: Subjects, *, names: dict[int, Subject]
) -> ExportSheet:
    rows: list[list[ExportCell]] = [
        [names[key[0]].name, key[1], before.learners, after.learners, after.held, after.lacking]
        for key in _ordered(past.unified.keys() | coming.unified.keys(), names)
        for before, after in [(past.unified.get(key) or Sums(), coming.unified.get(key) or Sums())]
    ]
    return _sheet(unit, "2.1", year, ("text", "grade", *["whole"] * 4), rows=rows)


def _form_2_2(unit: Unit, year: int, forecast: dict[int, int], names: dict[int, Subject]) -> ExportSheet:
    by_code = {item.code: item for item in names.values()}
    rows: list[list[ExportCell]] = [
        [by_code[code].name, grade, forecast[grade], forecast[grade]]
        for code, grades in UNIFIED_STARTS.get(year, ())
        for grade in grades
        if code in by_code and forecast.get(grade)
    ]
    return _sheet(unit, "2.2", year, ("text", "grade", "whole", "whole"), rows=rows)


def _form_3(
    unit: Unit,
    year: int,
    past: Subjects,
    coming: Subjects,
    *,
    names: dict[int, Subject],
    now: dict[int, int],
) -> ExportSheet:
    rows: list[list[ExportCell]] = []
    for key in _ordered(past.all.keys() | coming.all.keys(), names):
        before, after = past.all.get(key), coming.all.get(key) or Sums()
        pupils = before.learners if before else now.get(key[1], 0)
        grown = before is not None and after.learners > before.learners
        rows.append(
            [
                names[key[0]].name,
                key[1],
                pupils,
                after.learners,
                after.held,
                after.lacking,
                reasons_text(after, grown=grown),
            ]
        )
    has_guesses = any(PROPOSED in str(row[-1]) for row in rows)
    return _sheet(
        unit,
        "3",
        year,
        ("text", "grade", *["whole"] * 4, "text"),
        rows=rows,
        notes=[NOTE_OF_REASONS] if has_guesses else [],
    )


def reasons_text(sums: Sums, *, grown: bool) -> str:
    """«утрата — 4; увеличение контингента — 2 (предположительно)»: what the school wrote, then what only looks so.

    Proposed is: the term has ended, where only expired copies lie on the shelf; more pupils, where there are more than
    in the year before. What is left has no reason and is said to have none.
    """
    parts = [f"{words} — {count}" for words, count in sorted(sums.reasons.items())]
    if sums.ended:
        parts.append(f"{REASONS[ShortageReason.Reason.EXPIRED]} — {sums.ended} {PROPOSED}")
    silent = sums.lacking - sum(sums.reasons.values()) - sums.ended
    if silent > 0 and grown:
        parts.append(f"{REASONS[ShortageReason.Reason.GROWTH]} — {silent} {PROPOSED}")
    elif silent > 0:
        parts.append(f"не указана — {silent}")
    return "; ".join(parts)


def _form_4(unit: Unit, year: int) -> ExportSheet:
    rows: list[list[ExportCell]] = [
        [years, sets, f"{reason} {PROPOSED}", Formula(f"={kopecks}/100000", kopecks / 100_000)]
        for years, reason, sets, kopecks in written_off(unit, year - 1)
    ]
    return _sheet(
        unit,
        "4",
        year,
        ("grade", "whole", "text", "decimal"),
        rows=rows,
        notes=[NOTE_OF_WRITEOFFS] if rows else [],
    )


def _empty_form(unit: Unit, number: str, year: int) -> ExportSheet:
    """Courts: the system keeps no cases, the school fills the lines in."""
    kinds = ("text", "whole") if number == "5.1" else ("text", "text")
    return _sheet(unit, number, year, kinds, rows=[["" for _kind in kinds] for _line in range(5)])
