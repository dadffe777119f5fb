"""The checklist as a document: its 32 columns, its live formulas, its compact print."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tomik.provision import documents
from tomik.provision.checklist import COLUMNS, Checklist, checklist_of
from tomik.provision.models import ShortageReason
from tomik.provision.queries.school import school_provision
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL

pytestmark = pytest.mark.django_db
# What a column of the form is called and the words by which ours is recognised, where they differ.
SAME = {
    "номер ФПУ + приказ": "Номер ФПУ и приказ",
    "носитель допустимый нормой": "Носитель, допустимый нормой",
    "контингент факт": "Контингент, факт",
    "контингент прогноз": "Контингент, прогноз",
    "год издания min-max": "Годы издания",
    "срок эксп. заключения": "Срок экспертного заключения",
    "доступно комплектов": "Доступно, комплектов",
    "% обеспеченности": "Обеспеченность, %",
    "ЭФУ лицензий": "Лицензий ЭФУ",
    "непригодно / к списанию": "Непригодно, к списанию",
    "получено во временное пользование": "Получено во временное пользование",
}


class Sheet:
    """Evaluates the formulas of a worksheet anew, knowing nothing of the product: IF, MIN, MAX, SUM, - / =."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def value(self, address: str) -> Any:
        """The value of a cell, computed if it is a formula."""
        found = self.sheet[address].value
        if not (isinstance(found, str) and found.startswith("=")):
            return found
        tokens = [token for token in Tokenizer(found).items if token.type != "WHITE-SPACE"]
        value = self._equal(tokens)
        assert not tokens
        return value

    def _equal(self, tokens: list[Any]) -> Any:
        return self._binary(tokens, "=", self._difference, lambda left, right: left == right)

    def _difference(self, tokens: list[Any]) -> Any:
        return self._binary(tokens, "-", self._quotient, lambda left, right: left - right)

    def _quotient(self, tokens: list[Any]) -> Any:
        return self._binary(tokens, "/", self._operand, lambda left, right: left / right if right else None)

    @staticmethod
    def _binary(tokens: list[Any], sign: str, operand: Any, act: Any) -> Any:
        left = operand(tokens)
        while tokens and tokens[0].type == "OPERATOR-INFIX" and tokens[0].value == sign:
            tokens.pop(0)
            left = act(left, operand(tokens))
        return left

    def _operand(self, tokens: list[Any]) -> Any:
        token = tokens.pop(0)
        if token.type == "PAREN":
            inside = self._equal(tokens)
            tokens.pop(0)
            return inside
        if token.type == "FUNC":
            return self._function(token.value, tokens)
        if token.subtype == "RANGE":
            return self._range(token.value) if ":" in token.value else self.value(token.value) or 0
        return token.value.strip('"') if token.subtype == "TEXT" else float(token.value)

    def _function(self, name: str, tokens: list[Any]) -> Any:
        arguments = []
        while True:
            arguments.append(self._equal(tokens))
            if tokens.pop(0).type == "FUNC":
                break
        if name == "IF(":
            condition, yes, no = arguments
            return yes if condition else no
        return {"MIN(": min, "MAX(": max, "SUM(": sum}[name](*arguments)

    def _range(self, addresses: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(addresses)
        cells = self.sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
        return [self.value(cell.coordinate) or 0 for row in cells for cell in row]


@pytest.fixture
def checklist(db: None) -> Checklist:
    with worlds.new_world() as made:
        worlds.fill(made, SCHOOL, worlds.put_stock)
        ShortageReason.objects.create(
            school=made.school, line=made.lines[1], reason=ShortageReason.Reason.LOSS, note="ищем"
        )
        with override("ru"):
            yield checklist_of(
                made.school, school_provision(made.school, worlds.YEAR), made_on=date(2026, 11, 24)
            )


def test_the_32_columns_are_those_of_the_form() -> None:
    form = json.loads((Path(__file__).parent / "checklist_columns.json").read_text("utf-8"))
    with override("ru"):
        ours = [str(column.title) for column in COLUMNS]
    assert [column.number for column in COLUMNS] == list(range(1, 33))
    expected = [SAME.get(name, name[0].upper() + name[1:]) for name in form]
    assert ours == expected


def matrix_sheet(checklist: Checklist, *, computed: bool) -> tuple[Worksheet, int, int]:
    """The worksheet with its first and last row of data."""
    content = documents.checklist_workbook(checklist)
    sheet = load_workbook(io.BytesIO(content), data_only=computed).worksheets[0]
    first = next(
        cell.row + 1 for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value or "").startswith("1. ")
    )
    return sheet, first, first + len(checklist.rows) - 1


def test_formulas_give_what_the_program_wrote_beside_them(checklist: Checklist) -> None:
    live, first, last = matrix_sheet(checklist, computed=False)
    stored, _first, _last = matrix_sheet(checklist, computed=True)
    own = Sheet(live)
    formulas = [
        cell.coordinate
        for row in live.iter_rows(min_row=first, max_row=last + 1)
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(formulas) == 3 * len(checklist.rows) + 6
    for address in formulas:
        assert own.value(address) == pytest.approx(stored[address].value or own.value(address)), address


def test_a_corrected_figure_reaches_the_sums(checklist: Checklist) -> None:
    live, first, last = matrix_sheet(checklist, computed=False)
    letters = {column.key: documents._LETTER[column.key] for column in COLUMNS}
    before = Sheet(live).value(f"{letters['percent']}{last + 1}")
    assert before == pytest.approx(36 / 51)
    for number in range(first, last + 1):
        live[f"{letters['available']}{number}"] = 1000
    after = Sheet(live)
    assert after.value(f"{letters['percent']}{last + 1}") == 1
    assert after.value(f"{letters['deficit']}{last + 1}") == 0
    assert after.value(f"{letters['surplus']}{last + 1}") == 3 * 1000 - 51


def test_the_compact_print_loses_nothing(checklist: Checklist) -> None:
    """Every cell of every row is there again when what reaches down is written out."""
    rows = documents._printed_rows(checklist.rows)
    above: list[dict[str, Any]] = []
    found = []
    for row in rows:
        above = [cell or above[index] for index, cell in enumerate(row)]
        found.append([cell["text"] for cell in above])
    expected = [
        [documents._text(column, row.get(column.key)) for column in COLUMNS] for row in checklist.rows
    ]
    assert sorted(found) == sorted(expected)
    for index in range(len(COLUMNS)):
        assert sum(row[index]["span"] for row in rows if row[index]) == len(rows)


def test_the_document_says_what_it_does_not_know(checklist: Checklist) -> None:
    sheet, _first, _last = matrix_sheet(checklist, computed=True)
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(text.startswith("Графы 28–30 пусты во всех строках") for text in texts)
    assert documents.checklist_pdf(checklist)[:5] == b"%PDF-"
