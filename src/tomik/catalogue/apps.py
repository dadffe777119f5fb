"""Django application `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tomik.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
