"""Django application `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tomik.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
