"""Addresses of receipts."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import receipt_editor, receipts

OF_SCHOOL = "schools/<uuid:school_uid>/receipts/"
ONE = f"{OF_SCHOOL}<uuid:uid>/"
urlpatterns = [
    path("receipts/", receipts.listed, name="receipts-home"),
    path(OF_SCHOOL, receipts.listed, name="receipts"),
    path(f"{OF_SCHOOL}new/", receipt_editor.new, name="receipt-new"),
    path(ONE, receipts.receipt, name="receipt"),
    path(f"{ONE}edit/", receipt_editor.edit, name="receipt-edit"),
    path(f"{ONE}discard/", receipts.discard, name="receipt-discard"),
    path(f"{ONE}reverse/", receipts.reverse_it, name="receipt-reverse"),
    path(f"{ONE}accounting/", receipts.accounting, name="receipt-accounting"),
    path(f"{ONE}<str:paper>.pdf", receipts.paper, name="receipt-paper"),
]
