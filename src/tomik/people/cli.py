"""Commands of people: `tomik import classes`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tomik.intake.public import Batch, import_batch, print_report, undo_batch
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.kernel.school_year import school_year_of
from tomik.people.imports.region_kind import RegionClassLists
from tomik.people.rules.difference import FULL_CLASSES, FULL_SCHOOL, PARTIAL
from tomik.territory.public import command_user, region_by_code

DONE, PROBLEMS, UNUSABLE = 0, 1, 2


def register_imports(imports: Any) -> None:
    """Add `classes` to the commands of `tomik import`."""
    parser = imports.add_parser("classes", help=_("Load class lists of many schools from one file."))
    parser.add_argument(
        "file", type=Path, help=_("The table (xlsx, xls, ods, csv) with a column of the school.")
    )
    parser.add_argument(
        "--school-year",
        type=int,
        default=school_year_of(clock.today()),
        help=_("Start year, 2026 for 2026/27."),
    )
    parser.add_argument(
        "--full",
        choices=(FULL_CLASSES, FULL_SCHOOL, PARTIAL),
        default=FULL_CLASSES,
        help=_("What the file is: the full list of its classes, of its schools, or a part."),
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, help=_("Day from which the changes count, YYYY-MM-DD.")
    )
    parser.add_argument("--region", default="", help=_("Code of the region, when there are several."))
    parser.add_argument(
        "--as",
        dest="username",
        default="",
        help=_("The person in the journal; the first administrator by default."),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("Read and report only, change nothing."))
    parser.add_argument(
        "--undo", metavar="RUN", default="", help=_("Take back an import by its number instead.")
    )
    parser.add_argument("--json", action="store_true", help=_("Print the report as JSON."))
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Load the file and print the report: 0 all rows good, 1 some rows left out, 2 the file is unusable."""
    region = region_by_code(arguments.region)
    user = command_user(arguments.username, region=region)
    kind = RegionClassLists()
    if arguments.undo:
        undo_batch(kind=kind, run_uid=arguments.undo, user=user)
        print(_("The import is taken back."))
        return DONE
    options = {"school_year": str(arguments.school_year), "full": arguments.full}
    if arguments.on is not None:
        options["on"] = arguments.on
    try:
        content = arguments.file.read_bytes()
        batch = Batch(kind, region, None, user, arguments.file.name, content, options, keep_file=False)
        report = import_batch(batch, dry_run=arguments.dry_run)
    except OSError as error:
        return _refuse(str(error.strerror or error), arguments)
    except TomikError as error:
        return _refuse(str(error), arguments)
    if arguments.json:
        print(report.as_json(kind=kind.name, dry_run=arguments.dry_run))
    else:
        print_report(report, dry_run=arguments.dry_run)
    return PROBLEMS if report.plan.rows_bad else DONE


def _refuse(message: str, arguments: argparse.Namespace) -> int:
    print(f"{arguments.file}: {message}", file=sys.stderr)
    return UNUSABLE
