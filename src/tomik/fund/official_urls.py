"""Addresses of printed papers and of the codes of forms."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import days, losses, official, sheets

OF_SCHOOL = "schools/<uuid:school_uid>/printed/"
urlpatterns = [
    path(OF_SCHOOL, official.printings, name="printings"),
    path(f"{OF_SCHOOL}<uuid:uid>.pdf", official.printing, name="printing"),
    path("schools/<uuid:school_uid>/issue-sheets/", sheets.issue_sheets, name="issue-sheets"),
    path("schools/<uuid:school_uid>/certificate/", sheets.certificate_page, name="certificate"),
    path("schools/<uuid:school_uid>/receipts/<uuid:uid>/lost/", losses.replaced, name="receipt-lost"),
    path("forms/", official.form_codes, name="form-codes"),
    path("report-days/", days.report_days, name="report-days"),
    path("report-days/end/", days.end_day, name="report-days-end"),
]
