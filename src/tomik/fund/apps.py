"""Django application `fund`."""

from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "tomik.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Receipts and moves are opened and reversed here: they have registers of their own to write."""
        # Models are there only when every application is known.
        from tomik.ledger.public import own_documents  # noqa: PLC0415

        own_documents("receipt", "fund:receipt")
        own_documents("move", "fund:move")
