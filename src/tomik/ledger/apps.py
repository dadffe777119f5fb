"""Django application `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tomik.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
