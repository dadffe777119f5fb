"""Addresses of printed papers and of the codes of forms."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import official

OF_SCHOOL = "schools/<uuid:school_uid>/printed/"
urlpatterns = [
    path(OF_SCHOOL, official.printings, name="printings"),
    path(f"{OF_SCHOOL}<uuid:uid>.pdf", official.printing, name="printing"),
    path("forms/", official.form_codes, name="form-codes"),
]
