"""Django application `paper`."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "tomik.paper"
    label = "paper"
    default_auto_field = "django.db.models.BigAutoField"
