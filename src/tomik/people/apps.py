"""Django application `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tomik.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
