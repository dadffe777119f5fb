"""What other rooms may use of the write-off."""

from tomik.fund.public import draft_pdf
from tomik.writeoff.exchange import Wanted, WhoNeeds, answer_with, who_needs
from tomik.writeoff.models import Commission, CommissionMember, Disposal, WriteoffAct, WriteoffLine
from tomik.writeoff.official import act as act_form
from tomik.writeoff.services.acts import approve_act, decide_act, post_act, reverse_act, save_act, submit_act
from tomik.writeoff.services.checks import ActHead, ActLine
from tomik.writeoff.services.commissions import MemberDraft, appoint_commission
from tomik.writeoff.services.disposal import DisposalDraft, dispose
from tomik.writeoff.services.projects import put_codes_into_project, put_into_project

__all__ = [
    "ActHead",
    "ActLine",
    "Commission",
    "CommissionMember",
    "Disposal",
    "DisposalDraft",
    "MemberDraft",
    "Wanted",
    "WhoNeeds",
    "WriteoffAct",
    "WriteoffLine",
    "act_form",
    "answer_with",
    "appoint_commission",
    "approve_act",
    "decide_act",
    "dispose",
    "draft_pdf",
    "post_act",
    "put_codes_into_project",
    "put_into_project",
    "reverse_act",
    "save_act",
    "submit_act",
    "who_needs",
]
