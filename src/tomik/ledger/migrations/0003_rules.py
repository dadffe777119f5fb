"""The rules of the ledger, kept by the database itself: see docs/ledger.md."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def rules(name: str) -> migrations.RunSQL:
    """The named script and its reverse."""
    return migrations.RunSQL(
        (SQL / f"{name}.sql").read_text(encoding="utf-8"),
        (SQL / f"{name}_reverse.sql").read_text(encoding="utf-8"),
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_fences")]
    operations = [
        rules("account_rules"),
        rules("entry_rules"),
        rules("transfer_rules"),
        rules("period_rules"),
        rules("only_added"),
        rules("rebuild"),
    ]
