"""Writes the lines of the plans with their sets."""

from __future__ import annotations

from datetime import date

from tomik.config.demo.chance import dice, uid
from tomik.config.demo.copying import copy_rows, reserve
from tomik.config.demo.plans import DemoLine
from tomik.config.demo.schools import DemoSchool
from tomik.config.demo.write_catalogue import Shelf
from tomik.provision.public import PlanApproval


def write_plans(lines: list[DemoLine], shelf: Shelf, seed: int) -> int:
    """Write all lines and fill in their identifiers; returns how many sets the lines name."""
    for line, number in zip(lines, reserve("provision_planline", len(lines)), strict=True):
        line.id = number
    subjects = {code: subject.pk for code, subject in shelf.subjects.items()}
    copy_rows(
        "provision_planline",
        ("id", "uid", "school_id", "school_year", "class_group_id", "subject_id", "group_name", "is_adapted",
         "learners", "per", "count", "medium", "curriculum_part", "licences", "version"),
        (
            (
                line.id,
                uid(seed, "line", line.one.school.index, line.one.year, line.one.name, line.subject, line.group),
                line.one.school.id,
                line.one.year,
                line.one.id,
                subjects[line.subject],
                line.group,
                "f",
                line.learners,
                line.per,
                line.count,
                "electronic" if line.is_electronic else "printed",
                "formed" if line.is_formed else "compulsory",
                line.licences,
                1,
            )
            for line in lines
        ),
    )  # fmt: skip
    pairs = [(line, one) for line in lines for one in line.sets]
    ids = reserve("provision_planlineset", len(pairs))
    return copy_rows(
        "provision_planlineset",
        ("id", "line_id", "school_id", "edition_set_id"),
        (
            (number, line.id, line.one.school.id, one.id)
            for number, (line, one) in zip(ids, pairs, strict=True)
        ),
    )


def write_approvals(schools: list[DemoSchool], year: int, seed: int) -> int:
    """Most heads have approved the plan of this year before it began."""
    rng = dice(seed, "approvals", year)
    rows = [
        PlanApproval(
            school_id=school.id,
            school_year=year,
            order_number=f"{rng.randint(60, 240)}-О",
            approved_on=date(year, 8, rng.randint(24, 31)),
        )
        for school in schools
        if rng.random() < 0.62
    ]
    PlanApproval.objects.bulk_create(rows)
    return len(rows)
