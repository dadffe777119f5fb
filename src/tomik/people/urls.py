"""Addresses of classes and pupils."""

from __future__ import annotations

from django.urls import path

from tomik.people.views import classes, pupils

app_name = "people"
urlpatterns = [
    path("", classes.classes, name="classes"),
    path("new", classes.new_class, name="new_class"),
    path("<uuid:uid>/", classes.show_class, name="class"),
    path("<uuid:uid>/edit", classes.edit_class, name="edit_class"),
    path("<uuid:uid>/add", pupils.new_pupil, name="new_pupil"),
    path("<uuid:uid>/list.xlsx", classes.class_workbook, name="class_xlsx"),
    path("<uuid:uid>/list.pdf", classes.class_print, name="class_pdf"),
    path("pupil/<uuid:uid>/", pupils.pupil, name="pupil"),
]
