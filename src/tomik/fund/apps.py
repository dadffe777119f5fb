"""Django application `fund`."""

from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "tomik.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"
