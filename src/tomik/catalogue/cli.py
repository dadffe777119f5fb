"""Commands of the catalogue: `tomik import federal-list`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.catalogue.errors import NotAFederalList
from tomik.catalogue.services.lists import ListOrder, LoadedList, import_federal_list
from tomik.paper.public import UnreadableFile

IMPORTED = 0
UNUSABLE = 2


def register_imports(imports: Any) -> None:
    """Add `federal-list` to the commands of `tomik import`."""
    parser = imports.add_parser("federal-list", help=_("Load a snapshot of the federal list of textbooks."))
    parser.add_argument("file", type=Path, help=_("The workbook (xlsx, xls, ods)."))
    parser.add_argument("--order", required=True, help=_("Number of the order that approves the list."))
    parser.add_argument(
        "--dated", required=True, type=date.fromisoformat, help=_("Day of the order, YYYY-MM-DD.")
    )
    parser.add_argument("--amended-by", default="", help=_("Number of the order that amended it."))
    parser.add_argument(
        "--in-force-from",
        type=date.fromisoformat,
        help=_("First day in force; the day of the order by default."),
    )
    parser.add_argument(
        "--complete",
        action="store_true",
        help=_("The file holds the whole list: what is not in it is not listed."),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("Read and report only, change nothing."))
    parser.add_argument("--json", action="store_true", help=_("Print the report as JSON."))
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Load the file and print the report; 0 when it was imported, 2 when the file is unusable."""
    order = ListOrder(
        number=arguments.order,
        dated=arguments.dated,
        amended_by=arguments.amended_by,
        in_force_from=arguments.in_force_from,
        is_complete=arguments.complete,
    )
    try:
        content = arguments.file.read_bytes()
        loaded = import_federal_list(
            content=content, file_name=arguments.file.name, order=order, dry_run=arguments.dry_run
        )
    except OSError as error:
        return _refuse(str(error.strerror or error), arguments)
    except (UnreadableFile, NotAFederalList) as error:
        return _refuse(str(error), arguments)
    if arguments.json:
        print(json.dumps(loaded.report(), ensure_ascii=False, indent=2))
    else:
        _print_words(loaded)
    return IMPORTED


def _refuse(message: str, arguments: argparse.Namespace) -> int:
    print(f"{arguments.file}: {message}", file=sys.stderr)
    return UNUSABLE


def _print_words(loaded: LoadedList) -> None:
    for appendix in loaded.parsed.appendices:
        count = loaded.parsed.textbooks_in(appendix)
        text = ngettext("%(count)s textbook", "%(count)s textbooks", count) % {"count": count}
        print(_("Appendix %(number)s: %(textbooks)s") % {"number": appendix, "textbooks": text})
    print(_("Headings: %(count)s") % {"count": len(loaded.parsed.headings)})
    for problem in loaded.problems:
        print(f"{problem.row}{problem.column}\t{problem.value}\t{problem.message}")
    print(_outcome(loaded))


def _outcome(loaded: LoadedList) -> str:
    if loaded.federal_list is None:
        return _("Nothing was changed: this was a dry run.")
    if loaded.was_known:
        return _("This file of this order was loaded before; nothing was changed.")
    return _("The list was loaded.")
