"""Django application `writeoff`."""

from django.apps import AppConfig


class WriteoffConfig(AppConfig):
    name = "tomik.writeoff"
    label = "writeoff"
    default_auto_field = "django.db.models.BigAutoField"
