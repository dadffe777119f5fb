"""Commands of people: `tomik import classes`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tomik.intake.public import add_options, run_file
from tomik.kernel import clock
from tomik.kernel.school_year import school_year_of
from tomik.people.imports.region_kind import RegionClassLists
from tomik.people.rules.difference import FULL_CLASSES, FULL_SCHOOL, PARTIAL


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
    add_options(parser)
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Load the file and print the report. The file is not kept: it holds names and no school owns it."""
    options = {"school_year": str(arguments.school_year), "full": arguments.full}
    if arguments.on is not None:
        options["on"] = arguments.on
    return run_file(arguments, RegionClassLists(), options=options, keep_file=False)
