"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from tomik.ledger.views import documents, periods

app_name = "ledger"
SCHOOL = "schools/<uuid:school_uid>/"
urlpatterns = [
    path("", documents.entries, name="entries"),
    path(SCHOOL, documents.entries, name="entries"),
    path(f"{SCHOOL}documents/<uuid:uid>/", documents.entry, name="entry"),
    path(f"{SCHOOL}documents/<uuid:uid>/reversal/", documents.reverse_entry, name="reverse"),
    path(f"{SCHOOL}periods/", periods.show, name="periods"),
    path(f"{SCHOOL}periods/close/", periods.close, name="close-period"),
    path(f"{SCHOOL}periods/reopen/", periods.reopen, name="reopen-period"),
]
