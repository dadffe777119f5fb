"""Addresses of internal moves and of the drafts of a hand-over."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import handover, move_editor, moves

OF_SCHOOL = "schools/<uuid:school_uid>/moves/"
ONE = f"{OF_SCHOOL}<uuid:uid>/"
urlpatterns = [
    path("moves/", moves.listed, name="moves-home"),
    path(OF_SCHOOL, moves.listed, name="moves"),
    path(f"{OF_SCHOOL}new/", move_editor.new, name="move-new"),
    path(ONE, moves.move, name="move"),
    path(f"{ONE}edit/", move_editor.edit, name="move-edit"),
    path(f"{ONE}discard/", moves.discard, name="move-discard"),
    path(f"{ONE}reverse/", moves.reverse_it, name="move-reverse"),
    path(f"{ONE}internal_move.pdf", moves.paper, name="move-paper"),
    path("schools/<uuid:school_uid>/handover/", handover.drafts, name="handover"),
]
