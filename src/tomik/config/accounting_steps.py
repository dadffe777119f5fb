"""What waits for the accountant of a school: acts without a number in accounting, years that are not compared. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.accounts.public import Permission
from tomik.config.steps import Step

LATE_UNTIL = 3
"""Up to March the acts of the year before are shown too."""


def years_shown(today: date) -> list[int]:
    """Calendar years whose acts are looked through."""
    return [today.year - 1, today.year] if today.month <= LATE_UNTIL else [today.year]


def accountant_steps(waiting: Mapping[int, int], to_compare: date | None) -> list[Step]:
    """`waiting`: acts without a number by calendar year; `to_compare`: the last day of a year whose books are not compared."""
    found = [
        Step(
            ngettext(
                "Enter %(count)d act of %(year)d in accounting",
                "Enter %(count)d acts of %(year)d in accounting",
                count,
            )
            % {"count": count, "year": year},
            _("They have no number in accounting yet: take the file, fill the two columns in, give it back."),
            _("Open the acts"),
            "acts",
            Permission.NOTE_ACCOUNTING,
            year,
        )
        for year, count in sorted(waiting.items())
        if count
    ]
    if to_compare is not None:
        found.append(
            Step(
                _("Compare the fund with accounting as of %(day)s") % {"day": f"{to_compare:%d.%m.%Y}"},
                _("The sums of both books beside yours; a difference needs an explanation."),
                _("Open the comparison"),
                "closing",
                Permission.NOTE_ACCOUNTING,
                to_compare.year,
            )
        )
    return found
