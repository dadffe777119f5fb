"""Django application `territory`."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "tomik.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"
