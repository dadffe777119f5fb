"""What a filling of many classes has done, in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.catalogue.public import Subject
from tomik.people.public import ClassGroup
from tomik.provision.services.doubles import Double, doubles_written
from tomik.provision.services.lines import Key, Written
from tomik.territory.public import School

EXAMPLES = 8


def say(request: HttpRequest, school: School, school_year: int, written: Written) -> None:
    """Counts; then, as warnings, what was left as it was, chosen among several, or stands twice."""
    text = ngettext("%(count)s line is written.", "%(count)s lines are written.", written.count) % {
        "count": written.count
    }
    kept = written.kept + written.same
    if kept:
        text += " " + ngettext("%(count)s was there already.", "%(count)s were there already.", kept) % {
            "count": kept
        }
    messages.success(request, text)
    if written.occupied:
        where = _places([draft.key for draft in written.occupied])
        messages.warning(
            request, _("These classes have textbooks for the subject, they are left: %(where)s.") % where
        )
    if written.picked:
        messages.warning(
            request,
            _(
                "The line has several textbooks of one title; taken is the one of the federal list, otherwise the one"
                " with the longest term: %(titles)s."
            )
            % {"titles": _some(written.picked)},
        )
    warn_of_doubles(request, doubles_written(school, school_year, written))


def warn_of_doubles(request: HttpRequest, doubles: list[Double]) -> None:
    """Say which titles stand twice; silent without any."""
    if doubles:
        where = _places([double.key for double in doubles])
        text = _("One title stands twice for a class and subject, the need is counted twice: %(where)s.")
        messages.warning(request, text % where)


def _places(keys: list[Key]) -> dict[str, str]:
    """«5А, Русский язык; 5Б, Русский язык», without groups."""
    pairs = dict.fromkeys((class_id, subject_id) for class_id, subject_id, _group in keys)
    groups = ClassGroup.objects.in_bulk({class_id for class_id, _subject in pairs})
    subjects = Subject.objects.in_bulk({subject_id for _class, subject_id in pairs})
    return {"where": _some([f"{groups[one].name}, {subjects[other].name}" for one, other in pairs])}


def _some(texts: list[str]) -> str:
    """A few of many."""
    return "; ".join([*texts[:EXAMPLES], *["…"] * (len(texts) > EXAMPLES)])
