"""Addresses of the fund."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import opening, titles

app_name = "fund"
SCHOOL = "schools/<uuid:school_uid>/"
urlpatterns = [
    path("", titles.home, name="home"),
    path(SCHOOL, titles.home, name="school"),
    path(f"{SCHOOL}editions/<uuid:uid>/", titles.edition, name="edition"),
    path(f"{SCHOOL}opening/", opening.opening, name="opening"),
]
