"""Why a change to classes or pupils is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import Conflict


class ClassExists(Conflict):
    """The school already has a class of that name this year."""

    code = "class_exists"
    default_message = _("The school already has such a class this year.")


class AlreadyLeft(Conflict):
    """The pupil is in no class of the year any more."""

    code = "already_left"
    default_message = _("The pupil is no longer in this class: someone has moved or taken him off meanwhile.")


class NamesakeInSchool(Conflict):
    """A pupil of that name is already in the school."""

    code = "namesake"
    default_message = _(
        "A pupil of this name is already in the school. If this is another pupil, say so below."
    )
