"""Electronic textbooks and audiovisual documents: each in its own columns of the summary book and lines of ОО-2 2.6."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.catalogue.public import Edition, EditionSet
from tomik.fund.models import CardLot, SummaryRecord
from tomik.fund.official import book as books
from tomik.fund.queries import statistics, summary
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World

pytestmark = pytest.mark.django_db
__all__ = ["today"]
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def _edition(title: str, kind: EditionSet.Kind) -> Edition:
    book = EditionSet.objects.create(title=title, kind=kind, grade_from=7, grade_to=7)
    return Edition.objects.create(edition_set=book, title=title, year=2026)


@pytest.fixture
def stocked(world: World) -> World:
    """30 printed textbooks, 5 licences of an electronic one off balance, 2 discs."""
    licence = line(_edition("Физика. ЭФУ", EditionSet.Kind.EBOOK), 5, 120_00, on_balance=False)
    disc = line(_edition("Опыты по физике", EditionSet.Kind.AUDIOVISUAL), 2, 300_00, is_individual=True)
    got(world, line(world.physics, 30), licence, disc)
    return world


def test_columns_of_the_summary_book(stocked: World) -> None:
    key = stocked.school.pk
    found: dict[tuple[str, str], object] = {}
    for name, part in ((SummaryRecord.Book.TEXTBOOKS, 1), (SummaryRecord.Book.MAIN, 1)):
        page = books.part_1(name, summary.records(key, name, part, **YEAR))
        titles = [column.title for column in page.columns]
        found |= {(str(name), title): cell for title, cell in zip(titles, page.rows[0].cells, strict=True)}
    assert (found["textbooks", "учебники"], found["textbooks", "ЭФУ"]) == (30, 5)
    assert (found["textbooks", "всего, экз."], found["textbooks", "не принято на баланс, экз."]) == (35, 5)
    assert (found["main", "печатные"], found["main", "АВД"], found["main", "всего, экз."]) == (0, 2, 2)
    assert CardLot.objects.filter(school=key).count() == 1  # a licence has no card


def test_lines_of_the_statistics(stocked: World) -> None:
    key = stocked.school.pk
    lines = statistics.form_26(statistics.years_of([key], 2026)[key].values())
    assert {one.number: one.there for one in lines} == {
        "01": 37, "02": 35, "03": 0, "04": 0, "05": 0, "06": 30, "07": 2, "08": 0, "09": 5,
    }  # fmt: skip
    assert all(one.agrees for one in lines)
