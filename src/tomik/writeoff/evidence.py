"""What each reason of exclusion asks to be attached (facts 1.5, order 1077): shown where an act is written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tomik.fund.public import SummaryRecord

R = SummaryRecord.Reason
EVIDENCE: dict[str, Any] = {
    R.OBSOLETE: _(
        "The list, the appendix of the federal list that names the use-until date, the commission's minutes."
    ),
    R.LOSS: _(
        "The reader's statement or the act of replacement; a paper of the police or of the rescue service; the act of the stocktake."
    ),
    R.WEAR: _("The commission's minutes of the examination."),
    R.DEFECT: _("The commission's minutes of the examination, and who spoilt the copy where it is known."),
    R.PROFILE: _("The profile of acquisition that the head has approved."),
}
"""Reason → the papers."""
