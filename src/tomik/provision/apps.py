"""Django application `provision`."""

from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "tomik.provision"
    label = "provision"
    default_auto_field = "django.db.models.BigAutoField"
