"""Addresses of the frame itself."""

from __future__ import annotations

from django.urls import path

from tomik.ui import views

app_name = "ui"
urlpatterns = [
    path("theme", views.choose_theme, name="theme"),
    path("language", views.choose_language, name="language"),
    path("favicon.ico", views.favicon, name="favicon"),
]
