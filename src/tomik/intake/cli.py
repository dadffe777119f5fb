"""Commands of imports that need no code of a room: `tomik import municipalities`, `tomik import schools`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tomik.intake.batch import Batch, BatchReport, import_batch, undo_batch
from tomik.intake.registry import kind_named
from tomik.kernel.errors import TomikError
from tomik.kernel.importing import ImportKind
from tomik.territory.public import command_user, region_by_code

DONE, PROBLEMS, UNUSABLE = 0, 1, 2


def register_imports(imports: Any) -> None:
    """Add the imports of a region to the commands of `tomik import`."""
    _add(imports, "municipalities", _("Load the municipalities of the region."))
    _add(imports, "schools", _("Load the list of schools of the region."))


def _add(imports: Any, kind: str, explanation: str) -> None:
    parser = imports.add_parser(kind, help=explanation)
    parser.add_argument("file", type=Path, help=_("The table (xlsx, xls, ods, csv)."))
    add_options(parser)
    parser.set_defaults(run=run_import, kind=kind)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every import of a region by command; `run_file` reads them."""
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


def run_import(arguments: argparse.Namespace) -> int:
    """Load the file of a kind known by its name."""
    kind = kind_named(arguments.kind)
    if kind is None:
        raise TomikError(_("This kind of import is not known any more."))
    return run_file(arguments, kind)


def run_file(
    arguments: argparse.Namespace,
    kind: ImportKind,
    *,
    options: Mapping[str, Any] | None = None,
    keep_file: bool = True,
) -> int:
    """Load the file and print the report: 0 all rows good, 1 some rows left out, 2 the file is unusable.

    Takes an import back instead when `--undo` names one.
    """
    region = region_by_code(arguments.region)
    user = command_user(arguments.username, region=region)
    if arguments.undo:
        undo_batch(kind=kind, run_uid=arguments.undo, user=user)
        print(_("The import is taken back."))
        return DONE
    try:
        content = arguments.file.read_bytes()
        name = arguments.file.name
        batch = Batch(kind, region, None, user, name, content, options or {}, keep_file=keep_file)
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


def print_report(report: BatchReport, *, dry_run: bool) -> None:
    """The report in words: changes, rows, problems, how to take it back."""
    for change in report.plan.changes:
        print(f"{change.title}: {change.count}")
    counts = {"good": report.plan.rows_good, "bad": report.plan.rows_bad}
    print(_("Rows taken: %(good)s, left out: %(bad)s") % counts)
    for problem in report.plan.problems:
        print(f"{problem.row or ''}\t{problem.column}\t{problem.value}\t{problem.message}")
    if dry_run:
        print(_("Nothing was changed: this was a dry run."))
    elif not report.run_uid:
        print(_("Nothing was changed: everything is already in the system."))
    else:
        print(_("Applied. To take it back: --undo %(run)s") % {"run": report.run_uid})
