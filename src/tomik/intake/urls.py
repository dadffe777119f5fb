"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from tomik.intake.views import runs, start, stored

app_name = "intake"
urlpatterns = [
    path("", start.index, name="index"),
    path("run/<uuid:uid>/", runs.show, name="run"),
    path("run/<uuid:uid>/columns", runs.columns, name="columns"),
    path("run/<uuid:uid>/sheet", runs.sheet, name="sheet"),
    path("run/<uuid:uid>/apply", runs.apply, name="apply"),
    path("run/<uuid:uid>/undo", runs.undo, name="undo"),
    path("run/<uuid:uid>/progress", runs.progress, name="progress"),
    path("run/<uuid:uid>/answers", runs.answer, name="answers"),
    path("run/<uuid:uid>/file", stored.download, name="file"),
    path("run/<uuid:uid>/delete-file", stored.delete, name="delete-file"),
    path("run/<uuid:uid>/problems.xlsx", runs.problems, name="problems"),
    path("<slug:name>/", start.upload, name="upload"),
]
