"""Commands of provision: `tomik checklist school`, `tomik checklist region`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tomik.kernel import clock, scope
from tomik.kernel.school_year import label, school_year_of
from tomik.paper.public import ExportColumn, ExportSheet, write_workbook
from tomik.provision import documents, federal
from tomik.provision.checklist import checklist_of
from tomik.provision.queries.lists import lack_rows
from tomik.provision.queries.region import refresh
from tomik.provision.queries.school import school_provision
from tomik.provision.queries.territory import SchoolRow, Territory, school_rows
from tomik.territory.public import Municipality, Region, School, system_scope

DONE, PROBLEM = 0, 1


def register(commands: Any) -> None:
    """Add `checklist` to the program."""
    levels = commands.add_parser(
        "checklist", help=_("Provision with textbooks as a checklist.")
    ).add_subparsers()
    school = levels.add_parser("school", help=_("One school: the matrix of 32 columns."))
    school.add_argument("school", help=_("Number, identifier or INN of the school."))
    _common(school)
    school.add_argument(
        "--pdf", type=Path, metavar="FILE", help=_("Write the checklist as PDF, A4 landscape.")
    )
    school.set_defaults(run=run_school)
    region = levels.add_parser("region", help=_("A region: sums of every school, worst first."))
    region.add_argument(
        "region", nargs="?", default="", help=_("Code of the region; the first one by default.")
    )
    region.add_argument("--municipality", default="", help=_("Only this municipality, by name."))
    _common(region)
    region.set_defaults(run=run_region)


def _common(parser: Any) -> None:
    parser.add_argument(
        "--year", type=int, help=_("The year in which the school year starts; the present one by default.")
    )
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help=_("Write an Excel workbook."))
    parser.add_argument(
        "--federal", type=Path, metavar="FILE", help=_("Write the seven federal forms of the year.")
    )
    parser.add_argument("--json", action="store_true", help=_("Print the result as JSON."))
    parser.add_argument("--strict", action="store_true", help=_("End with code 1 when anything lacks."))


def _year(arguments: argparse.Namespace) -> int:
    return arguments.year if arguments.year is not None else school_year_of(clock.today())


def run_school(arguments: argparse.Namespace) -> int:
    """Print or write the checklist of one school; 1 when there is no such school (or --strict and it lacks)."""
    school = _find_school(arguments.school)
    if school is None:
        print(_("There is no school “%(text)s”.") % {"text": arguments.school}, file=sys.stderr)
        return PROBLEM
    year = _year(arguments)
    with scope.acting(system_scope([school.region_id])):
        provision = school_provision(school, year)
        made = checklist_of(school, provision, made_on=clock.today(school.timezone))
        if arguments.xlsx:
            arguments.xlsx.write_bytes(documents.checklist_workbook(made))
        if arguments.pdf:
            arguments.pdf.write_bytes(documents.checklist_pdf(made))
        if arguments.federal:
            arguments.federal.write_bytes(federal.federal_workbook(federal.unit_of_school(school), year))
        lacking = lack_rows(provision)
    if arguments.json:
        report = {
            "school": {"id": school.pk, "uid": str(school.uid), "name": school.short_name, "inn": school.inn},
            "school_year": year,
            "need": made.need,
            "covered": made.covered,
            "percent": None if made.percent_tenths is None else made.percent_tenths / 10,
            "surplus": provision.surplus,
            "pupils": provision.pupils,
            "pupils_full": provision.pupils_full,
            "pupils_unplanned": provision.pupils_unplanned,
            "rows": documents.rows_as_json(made),
        }
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\n".join(documents.titles_of(made)))
        for row in lacking:
            print(f"  {row.class_name}\t{row.subject}\t{row.title}\t{row.covered}/{row.need}\t-{row.lacks}")
    return PROBLEM if arguments.strict and lacking else DONE


def _find_school(text: str) -> School | None:
    schools = School.objects.select_related("region", "municipality")
    try:
        return schools.filter(uid=UUID(text)).first()
    except ValueError:
        pass
    if not (text.isascii() and text.isdigit()):
        return None
    by_inn = schools.filter(inn=text).first() if len(text) >= 10 else None
    return by_inn or (schools.filter(pk=int(text)).first() if len(text) < 18 else None)


def run_region(arguments: argparse.Namespace) -> int:
    """Compute a region from nothing and print its schools, worst first."""
    regions = Region.objects.order_by("pk")
    region = (regions.filter(code=arguments.region) if arguments.region else regions).first()
    if region is None:
        print(_("There is no such region."), file=sys.stderr)
        return PROBLEM
    year = _year(arguments)
    with scope.acting(system_scope([region.pk])):
        begun = time.perf_counter()
        provision = refresh(region, year, wait=True)
        seconds = time.perf_counter() - begun
        municipality = None
        schools = School.objects.filter(region=region, status=School.Status.ACTIVE).select_related(
            "municipality"
        )
        if arguments.municipality:
            municipality = Municipality.objects.filter(region=region, name=arguments.municipality).first()
            if municipality is None:
                print(_("There is no such municipality in the region."), file=sys.stderr)
                return PROBLEM
            schools = schools.filter(municipality=municipality)
        shown = list(schools)
        territory = Territory(provision, shown, [municipality] if municipality else [], municipality)
        rows = school_rows(territory)
        name = municipality.name if municipality else region.name
        if arguments.federal:
            unit = federal.unit_of_schools(region, shown, name, whole_region=municipality is None)
            arguments.federal.write_bytes(federal.federal_workbook(unit, year))
    if arguments.xlsx:
        arguments.xlsx.write_bytes(_region_workbook(rows, name, year))
    _report_region(arguments, territory, rows, seconds=seconds, name=name)
    return PROBLEM if arguments.strict and territory.total.lacking else DONE


def _report_region(
    arguments: argparse.Namespace, territory: Territory, rows: list[SchoolRow], *, seconds: float, name: str
) -> None:
    total, pupils = territory.total, territory.pupils
    if arguments.json:
        tenths = total.totals.per_mille
        report = {
            "territory": name,
            "school_year": territory.provision.school_year,
            "need": total.need,
            "covered": total.covered,
            "percent": None if tenths is None else tenths / 10,
            "surplus": territory.surplus,
            "pupils": pupils.pupils,
            "pupils_full": pupils.full,
            "seconds": round(seconds, 3),
            "schools": [
                {
                    "name": row.name,
                    "municipality": row.municipality,
                    "pupils": row.pupils,
                    "pupils_full": row.full,
                    "need": row.need,
                    "covered": row.covered,
                    "surplus": row.surplus,
                }
                for row in rows
            ],
        }
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    print(
        f"{name}, {label(territory.provision.school_year)}: {documents.percent_text(total.totals.per_mille)}"
    )
    print(_("Pupils with a full set: %(full)s of %(all)s") % {"full": pupils.full, "all": pupils.pupils})
    print(_("Computed in %(seconds).2f s") % {"seconds": seconds})
    for row in rows:
        print(f"  {row.name}\t{row.municipality}\t{row.covered}/{row.need}\t-{row.lacks}")


def _region_workbook(rows: list[SchoolRow], name: str, year: int) -> bytes:
    columns = [
        ExportColumn(_("School"), width=40),
        ExportColumn(_("Municipality"), width=30),
        ExportColumn(_("Pupils"), "whole", total=True),
        ExportColumn(_("With a full set"), "whole", total=True),
        ExportColumn(_("Needed, sets"), "whole", total=True),
        ExportColumn(_("Covered"), "whole", total=True),
        ExportColumn(_("Provision"), "percent"),
        ExportColumn(_("Lacks"), "whole", total=True),
        ExportColumn(_("Surplus"), "whole", total=True),
    ]
    cells = [
        [r.name, r.municipality, r.pupils, r.full, r.need, r.covered, r.share, r.lacks, r.surplus]
        for r in rows
    ]
    title = f"{name}, {label(year)}"
    return write_workbook([ExportSheet(name=_("Provision"), titles=[title], columns=columns, rows=cells)])
