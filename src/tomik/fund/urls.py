"""Addresses of the fund."""

from __future__ import annotations

from django.urls import path

from tomik.fund import move_urls, official_urls, receipt_urls, register_urls
from tomik.fund.views import copies, labels, opening, titles

app_name = "fund"
SCHOOL = "schools/<uuid:school_uid>/"
urlpatterns = [
    path("", titles.home, name="home"),
    path(SCHOOL, titles.home, name="school"),
    path(f"{SCHOOL}editions/<uuid:uid>/", titles.edition, name="edition"),
    path(f"{SCHOOL}labels/", labels.labels, name="labels"),
    path(f"{SCHOOL}labels/roll/", labels.roll, name="label-roll"),
    path(f"{SCHOOL}labels/<uuid:uid>.pdf", labels.sheet, name="label-sheet"),
    path(f"{SCHOOL}bind/", copies.bind, name="bind"),
    path(f"{SCHOOL}piles/<uuid:pile>/undo/", copies.undo, name="pile-undo"),
    path(f"{SCHOOL}copies/", copies.copies, name="copies"),
    path(f"{SCHOOL}copies/<uuid:uid>/", copies.copy, name="copy"),
    path(f"{SCHOOL}opening/", opening.opening, name="opening"),
    *receipt_urls.urlpatterns,
    *move_urls.urlpatterns,
    *register_urls.urlpatterns,
    *official_urls.urlpatterns,
]
