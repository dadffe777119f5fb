"""Addresses of a person's own account; signing in itself is allauth's."""

from __future__ import annotations

from django.urls import path

from tomik.accounts import views

app_name = "accounts"
urlpatterns = [path("profile/", views.profile, name="profile")]
