"""Addresses of territory."""

from __future__ import annotations

from django.urls import path

from tomik.territory import register_views, views

app_name = "territory"
urlpatterns = [
    path("schools/", views.schools, name="schools"),
    path("schools/<uuid:uid>/", views.school, name="school"),
    path("schools/<uuid:uid>/edit/", register_views.edit_school, name="edit-school"),
    path("schools/<uuid:uid>/buildings/new/", register_views.edit_building, name="new-building"),
    path("schools/<uuid:uid>/buildings/<int:building_id>/", register_views.edit_building, name="building"),
    path("unit/", views.choose_unit, name="choose-unit"),
    path("members/", views.unit_members, name="members"),
    path("members/<int:membership_id>/end/", views.end, name="end-membership"),
    path("invitations/<uuid:uid>/revoke/", views.revoke, name="revoke"),
    path("invitations/<str:secret>/", views.accept, name="accept"),
]
