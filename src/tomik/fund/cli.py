"""Commands of the fund: `tomik import fund`, `tomik fund verify`."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tomik.fund.imports.kind import FundImport
from tomik.fund.verification import mismatches
from tomik.intake.public import Batch, import_batch, print_report, undo_batch
from tomik.kernel.errors import TomikError
from tomik.territory.public import School, command_user

DONE, PROBLEMS, UNUSABLE = 0, 1, 2


def register(subparsers: Any) -> None:
    """Add the group `fund`."""
    group = subparsers.add_parser("fund", help=_("Check the registers of the fund.")).add_subparsers()
    check = group.add_parser(
        "verify", help=_("Compare the registers with the ledger; exit code 1 on any mismatch.")
    )
    check.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    check.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    found = mismatches()
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return PROBLEMS if found else DONE
    for one in found:
        print(f"{one.school_id}: {one.message}: {one.what} ({one.expected} ≠ {one.found})")
    print(_("The registers agree with the ledger.") if not found else _("Mismatches: %d") % len(found))
    return PROBLEMS if found else DONE


def register_imports(imports: Any) -> None:
    """Add `fund` to the commands of `tomik import`."""
    parser = imports.add_parser("fund", help=_("Load the fund of a school as an opening balance."))
    parser.add_argument("file", type=Path, nargs="?", help=_("The table: xlsx, xls, ods, csv."))
    parser.add_argument("--school", required=True, help=_("Identifier, INN or number of the school."))
    parser.add_argument(
        "--on", type=date.fromisoformat, help=_("Date of the balance, YYYY-MM-DD; today by default.")
    )
    parser.add_argument("--number", default="", help=_("Number of the act or inventory."))
    parser.add_argument("--as", dest="username", default="", help=_("The person in the journal."))
    parser.add_argument("--dry-run", action="store_true", help=_("Read and report only, change nothing."))
    parser.add_argument(
        "--undo", metavar="RUN", default="", help=_("Take back an import by its number instead.")
    )
    parser.add_argument("--json", action="store_true", help=_("Print the report as JSON."))
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Load the file and print the report: 0 all rows good, 1 some rows left out, 2 the file is unusable."""
    school = find_school(arguments.school)
    if school is None:
        return _refuse(_("There is no such school: %s") % arguments.school)
    user = command_user(arguments.username, region=school.region)
    kind = FundImport()
    if arguments.undo:
        undo_batch(kind=kind, run_uid=arguments.undo, user=user)
        print(_("The import is taken back."))
        return DONE
    if arguments.file is None:
        return _refuse(_("Name the file."))
    options = {"number": arguments.number} | ({"day": arguments.on} if arguments.on else {})
    try:
        content = arguments.file.read_bytes()
        batch = Batch(kind, school.region, school, user, arguments.file.name, content, options)
        report = import_batch(batch, dry_run=arguments.dry_run)
    except OSError as error:
        return _refuse(f"{arguments.file}: {error.strerror or error}")
    except TomikError as error:
        return _refuse(f"{arguments.file}: {error}")
    if arguments.json:
        print(report.as_json(kind=kind.name, dry_run=arguments.dry_run))
    else:
        print_report(report, dry_run=arguments.dry_run)
    return PROBLEMS if report.plan.rows_bad else DONE


def find_school(text: str) -> School | None:
    """The school of that uid, INN or number."""
    wanted = Q(inn=text) if text else Q(pk=-1)
    if text.isdigit() and len(text) < 10:
        wanted |= Q(pk=int(text))
    with suppress(ValueError):
        wanted |= Q(uid=UUID(text))
    return School.objects.filter(wanted).select_related("region").first()


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return UNUSABLE
