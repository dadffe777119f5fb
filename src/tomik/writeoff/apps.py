"""Django application `writeoff`."""

from django.apps import AppConfig


class WriteoffConfig(AppConfig):
    """Tells the ledger that acts of write-off are opened and reversed here."""

    name = "tomik.writeoff"
    label = "writeoff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the own documents."""
        # Models are there only when every application is known.
        from tomik.fund.public import keep_numbers, register_commission  # noqa: PLC0415
        from tomik.ledger.public import own_documents  # noqa: PLC0415
        from tomik.writeoff.numbers import read_numbers, write_numbers  # noqa: PLC0415
        from tomik.writeoff.queries.commissions import present_members  # noqa: PLC0415

        own_documents("writeoff", "writeoff:act")
        keep_numbers("writeoff", read_numbers, write_numbers)
        register_commission(present_members)
