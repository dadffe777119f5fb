"""Addresses of provision."""

from __future__ import annotations

from django.urls import path

from tomik.provision.views import checklist, plan, region, school

app_name = "provision"
SCHOOL = "schools/<uuid:uid>/"
urlpatterns = [
    path("", school.home, name="home"),
    path("region/", region.show, name="region"),
    path("region/heat.xlsx", region.heat_workbook, name="region-heat"),
    path("region/worst/", region.schools, name="region-schools"),
    path("region/silent/", region.silent, name="region-silent"),
    path("region/federal.xlsx", region.federal_forms, name="region-federal"),
    path(SCHOOL, school.school, name="school"),
    path(f"{SCHOOL}cell/", school.cell, name="cell"),
    path(f"{SCHOOL}lacks/", school.lacks, name="lacks"),
    path(f"{SCHOOL}surplus/", school.surplus, name="surplus"),
    path(f"{SCHOOL}checklist/", checklist.show, name="checklist"),
    path(f"{SCHOOL}checklist.xlsx", checklist.workbook, name="checklist-xlsx"),
    path(f"{SCHOOL}checklist.pdf", checklist.pdf, name="checklist-pdf"),
    path(f"{SCHOOL}federal.xlsx", checklist.federal_forms, name="federal"),
    path(f"{SCHOOL}plan/", plan.show, name="plan"),
    path(f"{SCHOOL}plan/list/", plan.export, name="plan-list"),
    path(f"{SCHOOL}plan/line/", plan.line, name="line-new"),
    path(f"{SCHOOL}plan/line/<uuid:line_uid>/", plan.line, name="line"),
    path(f"{SCHOOL}plan/line/<uuid:line_uid>/delete/", plan.delete, name="line-delete"),
    path(f"{SCHOOL}plan/line/<uuid:line_uid>/reason/", plan.reason, name="reason"),
    path(f"{SCHOOL}plan/copy-year/", plan.copy_year, name="copy-year"),
    path(f"{SCHOOL}plan/copy-class/", plan.copy_class, name="copy-class"),
    path(f"{SCHOOL}plan/textbook-line/", plan.textbook_line, name="textbook-line"),
    path(f"{SCHOOL}plan/approve/", plan.approve, name="approve"),
]
