"""The textbook plan of a school, on the Import screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.catalogue.public import Subject
from tomik.kernel import clock
from tomik.kernel.errors import Conflict, NotVisible
from tomik.kernel.importing import Applied, Change, Column, Context, Option, Plan, Row
from tomik.kernel.school_year import label, school_year_of
from tomik.people.public import ClassGroup
from tomik.provision.imports.columns import COLUMNS
from tomik.provision.imports.reading import Reading, read_plan
from tomik.provision.models import PlanLine
from tomik.provision.services.lines import LineDraft, Written, compare, lock_plan, write_lines
from tomik.territory.public import School

EXAMPLES = 5


class PlanImport:
    """Rows «class, subject, textbook» become lines of the plan; several rows of one class and subject are one line."""

    name = "plan"
    title = gettext_lazy("Textbook plan")
    description = gettext_lazy("Which class learns which subject by which textbooks, from your own table.")
    permission = "edit_plans"
    level = "school"

    def columns(self) -> Sequence[Column]:
        """The columns of a plan."""
        return COLUMNS

    def options(self, context: Context) -> Sequence[Option]:
        """The school year, and whether lines that are there are replaced."""
        present = school_year_of(clock.today())
        years = tuple((str(year), label(year)) for year in range(present - 1, present + 2))
        return (
            Option("school_year", gettext_lazy("School year"), "choice", str(present), years),
            Option(
                "overwrite",
                gettext_lazy("Replace lines that are there already"),
                "boolean",
                True,
                help=gettext_lazy("Otherwise only classes and subjects without a line are filled."),
            ),
        )

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the table would change. Reads only."""
        school, year, overwrite = _answers(context)
        reading = read_plan(rows, school, year)
        new, other, same, kept = compare(school, year, list(reading.drafts.values()), overwrite=overwrite)
        changed = [wanted for _line, _before, wanted in other]
        return _plan(reading, new=new, changed=changed, same=same, kept=kept)

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Write the differences inside the caller's transaction. Raises PlanApproved, Busy."""
        school, year, overwrite = _answers(context)
        lock_plan(school, year)
        reading = read_plan(rows, school, year)
        drafts = list(reading.drafts.values())
        new, other, same, kept = compare(school, year, drafts, overwrite=overwrite)
        written = write_lines(school, year, drafts, overwrite=overwrite)
        plan = _plan(reading, new=new, changed=[wanted for _l, _b, wanted in other], same=same, kept=kept)
        return Applied(plan, _token(school, year, written))

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Take the lines back as they were before. Raises Conflict when any was changed since."""
        school = School.objects.get(pk=undo_token["school_id"])
        year = int(undo_token["school_year"])
        lock_plan(school, year)
        created = _as_written(school, undo_token["created"])
        changed = _as_written(school, undo_token["changed"])
        before = [LineDraft.from_plain(item["before"]) for item in undo_token["changed"]]
        PlanLine.objects.filter(pk__in=[line.pk for line in created]).delete()
        write_lines(school, year, before, overwrite=True)
        return Plan(
            changes=[
                Change("removed", gettext_lazy("lines taken out again"), len(created)),
                Change("restored", gettext_lazy("lines as they were before"), len(changed)),
            ]
        )


def _answers(context: Context) -> tuple[School, int, bool]:
    if context.school_id is None:
        raise NotVisible
    year = context.options.get("school_year") or school_year_of(clock.today())
    overwrite = context.options.get("overwrite", True)
    return School.objects.get(pk=context.school_id), int(year), bool(overwrite)


def _plan(
    reading: Reading, *, new: Sequence[LineDraft], changed: Sequence[LineDraft], same: int, kept: int
) -> Plan:
    names = _names([*new, *changed])
    return Plan(
        problems=reading.problems.items,
        changes=[
            Change("new", _("new lines"), len(new), tuple(names[draft.key] for draft in new[:EXAMPLES])),
            Change(
                "changed", _("changed lines"), len(changed), tuple(names[d.key] for d in changed[:EXAMPLES])
            ),
            Change("same", _("lines without a change"), same),
            Change("same_kept", _("lines left as they are"), kept),
        ],
        rows_good=reading.rows_good,
        rows_bad=reading.rows_bad,
    )


def _names(drafts: Sequence[LineDraft]) -> dict[tuple[int, int, str], str]:
    groups = {
        group.pk: group for group in ClassGroup.objects.filter(pk__in={draft.class_id for draft in drafts})
    }
    subjects = {
        item.pk: item for item in Subject.objects.filter(pk__in={draft.subject_id for draft in drafts})
    }
    return {
        draft.key: " · ".join(
            part
            for part in (str(groups[draft.class_id]), subjects[draft.subject_id].name, draft.group_name)
            if part
        )
        for draft in drafts
    }


def _token(school: School, school_year: int, written: Written) -> dict[str, Any]:
    """What `undo` needs: the lines at the version that was written, and how they were."""
    ids = [line.pk for line in (*written.created, *written.changed)]
    versions = dict(PlanLine.objects.filter(pk__in=ids).values_list("pk", "version"))
    return {
        "school_id": school.pk,
        "school_year": school_year,
        "created": [{"uid": str(line.uid), "version": versions[line.pk]} for line in written.created],
        "changed": [
            {"uid": str(line.uid), "version": versions[line.pk], "before": before.as_plain()}
            for line, before in zip(written.changed, written.before, strict=True)
        ],
    }


def _as_written(school: School, items: Sequence[Mapping[str, Any]]) -> list[PlanLine]:
    """The lines of a token, if none of them has been changed or taken out since."""
    versions = {item["uid"]: item["version"] for item in items}
    lines = list(PlanLine.objects.filter(school=school, uid__in=list(versions)))
    touched = [line for line in lines if line.version != versions[str(line.uid)]]
    if touched or len(lines) < len(versions):
        raise Conflict(_("Lines of this import were changed afterwards, so it can't be undone as a whole."))
    return lines
