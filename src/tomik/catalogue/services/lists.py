"""Loading a snapshot of the federal list, and taking one away again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from tomik.accounts.public import User
from tomik.catalogue.errors import ListInUse, NotAFederalList
from tomik.catalogue.federal_list import problems as kinds
from tomik.catalogue.federal_list.cells import column_letter
from tomik.catalogue.federal_list.likeness import title_key
from tomik.catalogue.federal_list.messages import worded
from tomik.catalogue.federal_list.parse import parse_list
from tomik.catalogue.federal_list.problems import ListProblem, UnusableFile
from tomik.catalogue.federal_list.rows import ListRow, ParsedList
from tomik.catalogue.models import EditionSet, FederalList, FederalListLink, FederalListRow
from tomik.catalogue.services.links import propose_links
from tomik.catalogue.services.statuses import rebuild_statuses
from tomik.kernel.errors import LineProblem
from tomik.kernel.locks import LockSpace, take
from tomik.paper.public import Sheet, read_table

CATALOGUE_LOCK = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrder:
    """The order that a file prints: number, day, the order that amended it, and how it is in force."""

    number: str
    dated: date
    amended_by: str = ""
    in_force_from: date | None = None
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class LoadedList:
    """What an import gave: the snapshot (None for a dry run), whether it was loaded before, the report."""

    federal_list: FederalList | None
    was_known: bool
    parsed: ParsedList
    problems: list[LineProblem]

    def report(self) -> dict[str, object]:
        """Counts appendix by appendix and all problems, as the command prints them."""
        appendices = sorted({1, 2, *self.parsed.appendices})
        return {
            "textbooks": {str(number): self.parsed.textbooks_in(number) for number in appendices},
            "headings": len(self.parsed.headings),
            "problems": [_as_printed(problem) for problem in self.problems],
        }


def read_list(content: bytes, file_name: str) -> tuple[ParsedList, list[LineProblem]]:
    """Read a file without storing anything. Raises UnreadableFile or NotAFederalList."""
    table = read_table(content, file_name)
    parsed, sheet = _first_list(table.sheets)
    found = [*parsed.problems, *_unread(table.sheets, sheet), *_formulas(sheet)]
    found.sort(key=lambda problem: problem.row)
    return parsed, [worded(problem) for problem in found]


def import_federal_list(
    *, content: bytes, file_name: str, order: ListOrder, actor: User | None = None, dry_run: bool = False
) -> LoadedList:
    """Load a snapshot with all its rows, and propose which sets its rows are.

    The same file of the same order is loaded once: a second call changes nothing and says so.
    Raises UnreadableFile or NotAFederalList before anything is written. Locks the catalogue.
    """
    parsed, problems = read_list(content, file_name)
    if dry_run:
        return LoadedList(None, False, parsed, problems)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        known = FederalList.objects.filter(
            order_number=order.number, dated=order.dated, amended_by=order.amended_by, file_sha256=digest
        ).first()
        if known is not None:
            return LoadedList(known, True, parsed, problems)
        snapshot = FederalList.objects.create(
            order_number=order.number,
            dated=order.dated,
            amended_by=order.amended_by,
            in_force_from=order.in_force_from or order.dated,
            is_complete=order.is_complete,
            file_name=file_name[:255],
            file_sha256=digest,
            problems=[problem.as_dict() for problem in problems],
            headings=len(parsed.headings),
            counts=_counts(parsed),
            loaded_by=actor,
        )
        rows = [*parsed.textbooks, *parsed.headings]
        _copy([_as_model(snapshot, row) for row in rows])
        propose_links(snapshot)
        rebuild_statuses()
    return LoadedList(snapshot, False, parsed, problems)


def delete_list(*, federal_list_uid: UUID) -> None:
    """Take a snapshot away while nothing is linked to it. Raises ListInUse, FederalList.DoesNotExist."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        snapshot = FederalList.objects.select_for_update().get(uid=federal_list_uid)
        if FederalListLink.objects.filter(row__federal_list=snapshot, confirmed_at__isnull=False).exists():
            raise ListInUse
        snapshot.delete()
        rebuild_statuses()


def change_force(
    *, federal_list_uid: UUID, in_force_from: date, in_force_to: date | None, is_complete: bool
) -> None:
    """Say from when until when a list is in force and whether it is whole; what every textbook may be used for follows.

    Raises FederalList.DoesNotExist. Locks the catalogue.
    """
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        snapshot = FederalList.objects.select_for_update().get(uid=federal_list_uid)
        snapshot.in_force_from, snapshot.in_force_to = in_force_from, in_force_to
        snapshot.is_complete = is_complete
        snapshot.save(update_fields=["in_force_from", "in_force_to", "is_complete"])
        rebuild_statuses()


def _first_list(sheets: Iterable[Sheet]) -> tuple[ParsedList, Sheet]:
    for sheet in sheets:
        try:
            return parse_list(sheet.rows), sheet
        except UnusableFile:
            continue
    raise NotAFederalList


def _unread(sheets: Iterable[Sheet], read: Sheet) -> list[ListProblem]:
    return [
        ListProblem(1, "", kinds.SHEET_NOT_READ, sheet.name)
        for sheet in sheets
        if sheet is not read and not sheet.hidden
    ]


def _formulas(sheet: Sheet) -> list[ListProblem]:
    return [
        ListProblem(row, column_letter(column - 1), kinds.FORMULA_WITHOUT_VALUE, "")
        for row, column in sorted(sheet.uncomputed)
    ]


def _counts(parsed: ParsedList) -> dict[str, object]:
    return {
        "textbooks": {str(number): parsed.textbooks_in(number) for number in parsed.appendices},
        "headings": len(parsed.headings),
        "header": parsed.header_rows,
        "blank": parsed.blank_rows,
        "caption": parsed.caption_rows,
        "unrecognised": parsed.unrecognised_rows,
        "rows": parsed.rows_in_file,
    }


def _as_printed(problem: LineProblem) -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "value": problem.value,
        "message": problem.message,
    }


def _copy(rows: list[FederalListRow]) -> None:
    """Write rows by COPY: a whole list of 33 columns goes five times quicker than by INSERT."""
    fields = [field for field in FederalListRow._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = FederalListRow._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([getattr(row, field.attname) for field in fields])


def _as_model(snapshot: FederalList, row: ListRow) -> FederalListRow:
    is_main = row.appendix == 1
    return FederalListRow(
        federal_list=snapshot,
        row_no=row.row,
        number=row.row_no,
        appendix=str(row.appendix),
        is_heading=row.kind == "heading",
        code=row.code[:60],
        code_printed=row.code_as_printed,
        code_parts=list(row.code_numbers),
        level_name=row.place.level,
        area_name=row.place.area,
        subject_name=row.place.subject,
        title=row.title_as_printed,
        name=row.title,
        name_key=title_key(row.title_as_printed),
        authors=row.authors,
        publisher=row.publisher,
        aids=row.aids,
        grades=row.grades_as_printed,
        grade_from=row.grades.first,
        grade_to=row.grades.last,
        level=row.profile if row.profile in EditionSet.Level.values else "",
        language=row.language[:200],
        edition_note=row.edition_note,
        adapted_for=row.place.adapted_for,
        is_on_trial=row.is_on_trial,
        parts=min(row.parts, 20),
        standard=row.standard,
        rights_holder=row.rights_holder,
        included_by=row.inclusion,
        excluded_by=row.exclusion,
        term=row.term_as_printed,
        is_unlimited=row.is_unlimited,
        expert_until=row.term_on if is_main else None,
        use_until=None if is_main else row.term_on,
    )
