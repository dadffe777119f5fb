"""Screens that know every room: the first page and the one search."""

from __future__ import annotations

from django.urls import path

from tomik.config.views.search import search
from tomik.config.views.today import today

urlpatterns = [path("", today, name="today"), path("search/", search, name="search")]
