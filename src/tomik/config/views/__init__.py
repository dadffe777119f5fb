"""Screens that know every room: the first page."""

from __future__ import annotations

from django.urls import path

from tomik.config.views.today import today

urlpatterns = [path("", today, name="today")]
