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
from tomik.kernel.school_year import label
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, Formula, write_workbook
from tomik.provision import sql
from tomik.provision.data import UNIFIED_STARTS
from tomik.provision.models import ShortageReason
from tomik.territory.public import Region, School

Key = tuple[int, int]
# The monitoring knows four reasons; the system keeps more.
REASONS = {
    ShortageReason.Reason.GROWTH: "увеличение контингента",
    ShortageReason.Reason.LOSS: "утрата",
    ShortageReason.Reason.DEFECT: "дефектность",
    ShortageReason.Reason.EXPIRED: "иное (истёк срок использования)",
    ShortageReason.Reason.LINE_CHANGED: "иное (смена УМК)",
    ShortageReason.Reason.OTHER: "иное",
}
WRITEOFF_REASONS = ("утрата", "дефектность", "истечение предельного срока использования", "иное")


@dataclass(slots=True)
class Sums:
    """Sums of one subject and grade."""

    learners: int = 0
    need: int = 0
    held: int = 0
    lacking: int = 0
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, learners: int, need: int, held: int, lacking: int, *, reason: str) -> None:
        """Add a row of the query."""
        self.learners += learners
        self.need += need
        self.held += held
        self.lacking += lacking
        if lacking and reason:
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
        cursor.execute("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
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
    """(years of use, reason, copies, kopecks) of what left the funds in a calendar year; reversals are taken away.

    The reason is what the accounts say: to «lost» is a loss, from «unfit» a defect unless the term had ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT greatest(date_part('year', t.occurred_on) - date_part('year', lot.received_on), 0)::int AS years,
                   CASE WHEN o.kind = 'lost' THEN 'утрата'
                        WHEN EXISTS (SELECT FROM catalogue_setstatus s JOIN catalogue_edition e
                                       ON e.edition_set_id = s.edition_set_id
                                     WHERE e.id = lot.edition_id AND s.until <= t.occurred_on)
                          THEN 'истечение предельного срока использования'
                        WHEN i.kind = 'unfit' THEN 'дефектность'
                        ELSE 'иное' END AS reason,
                   sum(t.sign * t.copies)::int, sum(t.sign * t.copies * lot.price_kopecks)::bigint
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
            GROUP BY 1, 2 HAVING sum(t.sign * t.copies) <> 0 ORDER BY 1, 2
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
        _empty_form(
            unit,
            "5.1",
            "Судебные инстанции, где рассматриваются дела о необеспеченности учебниками",
            ("Наименование суда", "Количество дел"),
        ),
        _empty_form(
            unit,
            "5.2",
            "Судебные решения по вопросу обеспеченности учебниками за 3 года",
            ("Наименование суда", "Реквизиты решения суда"),
        ),
    ]


def _ordered(keys: Iterable[Key], names: dict[int, Subject]) -> list[Key]:
    return sorted(keys, key=lambda key: (names[key[0]].position, names[key[0]].name, key[1]))


def _sheet(
    unit: Unit,
    number: str,
    title: str,
    columns: Sequence[ExportColumn],
    *,
    rows: Sequence[Sequence[ExportCell]],
) -> ExportSheet:
    return ExportSheet(
        name=f"Форма {number}",
        titles=[
            "Мониторинг по вопросу обеспеченности учебниками образовательных учреждений",
            f"Форма {number}. {title}",
            f"ИОГВ: {unit.authority}    ИНН: {unit.inn}    Наименование ОУ: {unit.name}",
        ],
        columns=columns,
        rows=rows,
        autofilter=False,
    )


def _form_1(
    unit: Unit, year: int, past: Subjects, coming: Subjects, *, names: dict[int, Subject]
) -> ExportSheet:
    keys = _ordered(past.ending.keys() | coming.ending.keys(), names)
    rows: list[list[ExportCell]] = [
        [names[key[0]].name, key[1], sums.learners, sums.held, sums.lacking]
        for key in keys
        for sums in [coming.all.get(key) or Sums()]
    ]
    return _sheet(
        unit,
        "1",
        f"Учебники, приобретение которых требуется в связи с истечением предельного срока использования в {year} году"
        " (1 комплект = 1 шт.)",
        [
            ExportColumn("Предмет", width=34),
            ExportColumn("Класс", "whole"),
            ExportColumn(
                f"Контингент {label(year)} (Прогнозное количество обучающихся в {label(year)} учебном году, чел.)",
                "whole",
                total=True,
            ),
            ExportColumn(
                "Обеспеченность (Учебники в наличии, шт. (1 комплект = 1 шт.))", "whole", total=True
            ),
            ExportColumn(
                "Потребность (Дополнительная потребность в учебниках, шт. (1 комплект = 1 шт.))",
                "whole",
                total=True,
            ),
        ],
        rows=rows,
    )


def _form_2_1(
    unit: Unit, year: int, past: Subjects, coming: Subjects, *, names: dict[int, Subject]
) -> ExportSheet:
    rows: list[list[ExportCell]] = [
        [names[key[0]].name, key[1], before.learners, after.learners, after.held, after.lacking]
        for key in _ordered(past.unified.keys() | coming.unified.keys(), names)
        for before, after in [(past.unified.get(key) or Sums(), coming.unified.get(key) or Sums())]
    ]
    return _sheet(
        unit,
        "2.1",
        "Единые государственные учебники, включённые в федеральный перечень учебников",
        [
            ExportColumn("Предмет", width=34),
            ExportColumn("Класс", "whole"),
            ExportColumn(f"Контингент в {label(year - 1)}", "whole", total=True),
            ExportColumn(f"Контингент прогноз {label(year)}", "whole", total=True),
            ExportColumn(
                f"Количество единых государственных учебников, закупленных до {year} года, шт.",
                "whole",
                total=True,
            ),
            ExportColumn(
                f"Дополнительная потребность в учебниках в {label(year)} учебном году, шт.",
                "whole",
                total=True,
            ),
        ],
        rows=rows,
    )


def _form_2_2(unit: Unit, year: int, forecast: dict[int, int], names: dict[int, Subject]) -> ExportSheet:
    by_code = {item.code: item for item in names.values()}
    rows: list[list[ExportCell]] = [
        [by_code[code].name, grade, forecast[grade], forecast[grade]]
        for code, grades in UNIFIED_STARTS.get(year, ())
        for grade in grades
        if code in by_code and forecast.get(grade)
    ]
    return _sheet(
        unit,
        "2.2",
        f"Единые государственные учебники, включение которых в федеральный перечень учебников планируется в {year} году",
        [
            ExportColumn("Предмет", width=34),
            ExportColumn("Класс", "whole"),
            ExportColumn("Прогнозное количество обучающихся", "whole", total=True),
            ExportColumn("Потребность в учебниках", "whole", total=True),
        ],
        rows=rows,
    )


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
        reasons = "; ".join(f"{words} — {count}" for words, count in sorted(after.reasons.items()))
        rows.append([names[key[0]].name, key[1], pupils, after.learners, after.held, after.lacking, reasons])
    return _sheet(
        unit,
        "3",
        f"Наличие учебников и дополнительная потребность к 1 сентября {year} года (1 комплект = 1 шт.)",
        [
            ExportColumn("Учебный предмет (курс)", width=34),
            ExportColumn("Класс", "whole"),
            ExportColumn(
                f"Количество обучающихся в {label(year - 1)} учебном году, чел.", "whole", total=True
            ),
            ExportColumn(
                f"Прогнозное количество обучающихся в {label(year)} учебном году, чел.", "whole", total=True
            ),
            ExportColumn("Учебники в наличии, шт. (1 комплект = 1 шт.)", "whole", total=True),
            ExportColumn(
                f"Дополнительная потребность в учебниках в {label(year)} учебном году, шт.",
                "whole",
                total=True,
            ),
            ExportColumn(
                "Причина, по которой требуется приобретение: увеличение контингента / утрата / дефектность / иное"
                " (указать)",
                width=44,
            ),
        ],
        rows=rows,
    )


def _form_4(unit: Unit, year: int) -> ExportSheet:
    rows: list[list[ExportCell]] = [
        [years, copies, reason, Formula(f"={kopecks}/100000", kopecks / 100_000)]
        for years, reason, copies, kopecks in written_off(unit, year - 1)
    ]
    return _sheet(
        unit,
        "4",
        f"Учебники, списанные в {year - 1} году",
        [
            ExportColumn("Лет использования", "whole"),
            ExportColumn(f"Количество списанных учебников в {year - 1} году, шт.", "whole", total=True),
            ExportColumn("Причина списания: " + " / ".join(WRITEOFF_REASONS), width=44),
            ExportColumn("Совокупная стоимость списанных учебников, тыс. руб.", "decimal", total=True),
        ],
        rows=rows,
    )


def _empty_form(unit: Unit, number: str, title: str, columns: Sequence[str]) -> ExportSheet:
    """Courts: the system keeps no cases, the school fills the lines in."""
    blank: list[list[ExportCell]] = [["" for _column in columns] for _line in range(5)]
    return _sheet(unit, number, title, [ExportColumn(name, width=60) for name in columns], rows=blank)
