"""Lots and acts that were there before the registers get their cards and their records of the summary book."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0007_report_days"),
        ("catalogue", "0005_labels"),
        ("ledger", "0007_lot_stock"),
        ("config", "0003_fund_history"),
    ]
    operations = [
        # The registers are only ever added to: going back leaves them, and takes their tables away with the room.
        migrations.RunSQL((SQL / "earlier.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
