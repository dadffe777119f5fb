"""Django application `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tomik.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
