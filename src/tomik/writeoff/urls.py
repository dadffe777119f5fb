"""Addresses of the write-off."""

from __future__ import annotations

from django.urls import path

from tomik.writeoff.views import acts, commissions, disposals, lines, papers, proposals, steps

app_name = "writeoff"
SCHOOL = "schools/<uuid:school_uid>/"
ACT = f"{SCHOOL}acts/<uuid:uid>/"
urlpatterns = [
    path("", acts.home, name="home"),
    path(SCHOOL, acts.home, name="acts"),
    path(f"{SCHOOL}proposals/", proposals.show, name="proposals"),
    path(f"{SCHOOL}new/", acts.new, name="new"),
    path(ACT, acts.show, name="act"),
    path(f"{ACT}head/", acts.head, name="head"),
    path(f"{ACT}add/", lines.add, name="add"),
    path(f"{ACT}codes/", lines.codes, name="codes"),
    path(f"{ACT}lines/", lines.change, name="lines"),
    path(f"{ACT}leave-out/", lines.leave_out, name="leave-out"),
    path(f"{ACT}submit/", steps.submit, name="submit"),
    path(f"{ACT}decide/", steps.decide, name="decide"),
    path(f"{ACT}approve/", steps.approve, name="approve"),
    path(f"{ACT}back/", steps.back, name="back"),
    path(f"{ACT}post/", steps.post, name="post"),
    path(f"{ACT}reverse/", steps.reverse_posted, name="reverse"),
    path(f"{ACT}discard/", steps.discard, name="discard"),
    path(f"{ACT}accounting/", steps.accounting, name="accounting"),
    path(f"{ACT}dispose/", disposals.add, name="dispose"),
    path(f"{ACT}papers/<slug:name>.pdf", papers.show, name="paper"),
    path(f"{SCHOOL}commissions/", commissions.show, name="commissions"),
    path(f"{SCHOOL}commissions/new/", commissions.new, name="new-commission"),
    path(f"{SCHOOL}commissions/<uuid:uid>/end/", commissions.end, name="end-commission"),
]
