"""Checklist of provision, part A: the matrix of 32 columns (facts 4.4), one row per plan line × textbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.catalogue.public import StatusOfSet
from tomik.people.public import ClassGroup
from tomik.provision.models import ShortageReason, SubjectNorm
from tomik.provision.queries.labels import Labels, labels_of
from tomik.provision.queries.school import DemandRow, SchoolProvision
from tomik.provision.queries.stock import PoolStock, holdings, pools_of, stock_by_pool
from tomik.provision.rules import per_mille
from tomik.provision.terms import warning_of
from tomik.territory.public import School


@dataclass(frozen=True, slots=True)
class ChecklistColumn:
    """A column of the matrix: number as in the form, key of the row, title, kind of value."""

    number: int
    key: str
    title: Any
    kind: str = "text"
    total: bool = False


COLUMNS = (
    ChecklistColumn(1, "grade", gettext_lazy("Grade"), "whole"),
    ChecklistColumn(2, "group", gettext_lazy("Letter / group")),
    ChecklistColumn(3, "subject", gettext_lazy("Subject")),
    ChecklistColumn(4, "curriculum_part", gettext_lazy("Part of the curriculum")),
    ChecklistColumn(5, "level", gettext_lazy("Level")),
    ChecklistColumn(6, "programme", gettext_lazy("Programme")),
    ChecklistColumn(7, "list_code", gettext_lazy("Federal list number and order")),
    ChecklistColumn(8, "title", gettext_lazy("Author, title, publisher")),
    ChecklistColumn(9, "parts", gettext_lazy("Parts"), "whole"),
    ChecklistColumn(10, "medium", gettext_lazy("Medium allowed by the norm")),
    ChecklistColumn(11, "pupils_fact", gettext_lazy("Pupils, fact"), "whole"),
    ChecklistColumn(12, "pupils_forecast", gettext_lazy("Pupils, forecast"), "whole"),
    ChecklistColumn(13, "need", gettext_lazy("Norm, sets"), "whole", True),
    ChecklistColumn(14, "on_balance", gettext_lazy("On balance, sets"), "whole"),
    ChecklistColumn(15, "by_parts", gettext_lazy("By parts")),
    ChecklistColumn(16, "years", gettext_lazy("Years of edition")),
    ChecklistColumn(17, "expert_until", gettext_lazy("Expert conclusion until"), "date"),
    ChecklistColumn(18, "use_until", gettext_lazy("May be used until"), "date"),
    ChecklistColumn(19, "unfit", gettext_lazy("Unfit, to be written off"), "whole"),
    ChecklistColumn(20, "lent", gettext_lazy("Lent to other schools"), "whole"),
    ChecklistColumn(21, "borrowed", gettext_lazy("Borrowed"), "whole"),
    ChecklistColumn(22, "licences", gettext_lazy("Electronic licences"), "whole", True),
    ChecklistColumn(23, "available", gettext_lazy("Available, sets"), "whole", True),
    ChecklistColumn(24, "percent", gettext_lazy("Provision, %"), "percent"),
    ChecklistColumn(25, "deficit", gettext_lazy("Shortage"), "whole", True),
    ChecklistColumn(26, "surplus", gettext_lazy("Surplus"), "whole", True),
    ChecklistColumn(27, "reason", gettext_lazy("Reason of the shortage")),
    ChecklistColumn(28, "ordered", gettext_lazy("Ordered (contract, date)")),
    ChecklistColumn(29, "received", gettext_lazy("Received")),
    ChecklistColumn(30, "exchange", gettext_lazy("Covered by exchange (request no.)")),
    ChecklistColumn(31, "plan", gettext_lazy("How and when it will be closed")),
    ChecklistColumn(32, "responsible", gettext_lazy("Responsible")),
)


@dataclass(frozen=True)
class Checklist:
    """The matrix of a school's year. Rows are dicts by column key; sums are those of the rows."""

    school: School
    school_year: int
    rows: list[dict[str, Any]]
    provision: SchoolProvision
    made_on: date

    @property
    def need(self) -> int:
        """Sets that are needed."""
        return self.provision.totals.need

    @property
    def covered(self) -> int:
        """Sets that reach a pupil."""
        return self.provision.totals.covered

    @property
    def percent_tenths(self) -> int | None:
        """Tenths of a percent, rounded down."""
        return per_mille(self.covered, self.need)


def checklist_of(school: School, provision: SchoolProvision, *, made_on: date) -> Checklist:
    """Build the matrix; six queries whatever the size of the school."""
    names = labels_of(provision)
    held = holdings(school)
    pools = pools_of(
        school.region_id, {item.set_id for item in held} | {row.set_id for row in provision.demands}
    )
    stock = stock_by_pool(held, pools)
    facts = {row.id: row.pupils for row in provision.classes}
    classes = {group.pk: group for group in ClassGroup.objects.filter(pk__in=facts)}
    printed = _printed_only()
    rows = list(_rows(provision, names, stock, facts=facts, classes=classes, printed=printed))
    return Checklist(school, provision.school_year, rows, provision, made_on)


def _printed_only() -> set[tuple[int, str]]:
    norms = SubjectNorm.objects.filter(medium=SubjectNorm.Medium.PRINTED)
    return set(norms.values_list("subject_id", "stage"))


def stage_of(grade: int) -> str:
    """The stage of general education of a grade."""
    if grade <= 4:
        return SubjectNorm.Stage.PRIMARY
    return SubjectNorm.Stage.BASIC if grade <= 9 else SubjectNorm.Stage.SECONDARY


def _rows(
    provision: SchoolProvision,
    names: Labels,
    stock: dict[int, PoolStock],
    *,
    facts: dict[int, int],
    classes: dict[int, ClassGroup],
    printed: set[tuple[int, str]],
) -> Iterator[dict[str, Any]]:
    order = sorted(
        provision.demands,
        key=lambda row: (
            row.grade,
            row.letter,
            names.lines[row.line_id].subject.position,
            names.lines[row.line_id].subject.name,
            names.lines[row.line_id].group_name,
            names.sets[row.set_id].title,
        ),
    )
    seen: set[int] = set()
    for row in order:
        # What is over stands once, beside the first row of its pool, so that the column can be added up.
        spare = 0 if row.pool in seen else provision.pools[row.pool].surplus
        seen.add(row.pool)
        line, group = names.lines[row.line_id], classes[row.class_id]
        only_printed = (row.subject_id, stage_of(row.grade)) in printed
        yield {
            "grade": row.grade,
            "group": " ".join(part for part in (row.letter, line.group_name) if part),
            "subject": line.subject.name,
            "curriculum_part": _("compulsory") if line.curriculum_part == "compulsory" else _("formed part"),
            "programme": _("adapted programme, short") if line.is_adapted else _("main programme, short"),
            "medium": _("print") if only_printed else _("print or el."),
            "pupils_fact": row.learners if line.learners is not None else facts[row.class_id],
            "pupils_forecast": group.pupils_forecast if line.learners is None else line.learners,
            "licences": line.licences or None,
            **_set_part(row, names),
            **_stock_part(row, stock.get(row.pool, PoolStock()), spare),
            **_reason_part(names.reasons.get(row.line_id)),
        }


def _set_part(row: DemandRow, names: Labels) -> dict[str, Any]:
    item, status = names.sets[row.set_id], names.statuses.get(row.set_id)
    listed = status.row if status else None
    told = StatusOfSet(row.set_id, 0, status.status, status.until) if status else None
    warning = warning_of(told) if told else ""
    code = f"{listed.code} ({listed.federal_list})" if listed else _("not in the list")
    return {
        "level": item.get_level_display() if item.level else "",
        "list_code": f"{code}: {warning}" if warning else code,
        "title": " ".join(part for part in (item.authors, item.title, item.publisher) if part),
        "parts": item.parts,
        "expert_until": listed.expert_until if listed else None,
        "use_until": listed.use_until if listed else None,
    }


def _stock_part(row: DemandRow, stock: PoolStock, spare: int) -> dict[str, Any]:
    return {
        "need": row.need,
        "on_balance": stock.on_balance,
        "by_parts": stock.by_parts if stock.holdings else "0",
        "years": stock.years,
        "unfit": stock.unfit or None,
        "lent": stock.lent or None,
        "borrowed": stock.borrowed or None,
        "available": row.covered + spare,
        "percent": row.covered / row.need if row.need else None,
        "deficit": row.need - row.covered,
        "surplus": spare,
        "state": str(row.state),
        "line_id": row.line_id,
    }


def _reason_part(reason: ShortageReason | None) -> dict[str, Any]:
    blank: dict[str, Any] = {"ordered": "", "received": "", "exchange": ""}
    if reason is None:
        return {"reason": "", "plan": "", "responsible": "", **blank}
    day = f"{reason.closes_on:%d.%m.%Y}" if reason.closes_on else ""
    return {
        "reason": str(reason.get_reason_display()),
        "plan": " ".join(part for part in (reason.note, day) if part),
        "responsible": reason.responsible,
        **blank,
    }
