"""What other rooms may use of the write-off."""

from tomik.fund.public import draft_pdf
from tomik.writeoff.models import Commission, CommissionMember, Disposal, WriteoffAct, WriteoffLine
from tomik.writeoff.official import act as act_form
from tomik.writeoff.services.acts import (
    ActHead,
    ActLine,
    approve_act,
    decide_act,
    post_act,
    save_act,
    submit_act,
)

__all__ = [
    "ActHead",
    "ActLine",
    "Commission",
    "CommissionMember",
    "Disposal",
    "WriteoffAct",
    "WriteoffLine",
    "act_form",
    "approve_act",
    "decide_act",
    "draft_pdf",
    "post_act",
    "save_act",
    "submit_act",
]
