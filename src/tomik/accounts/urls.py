"""Addresses of a person's own account; signing in itself is allauth's."""

from __future__ import annotations

from django.urls import path

from tomik.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    # Stands before allauth's own page of addresses: here a person has one.
    path("email/", views.email, name="email"),
]
