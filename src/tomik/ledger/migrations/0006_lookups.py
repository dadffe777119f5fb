"""The rules look rows up by index, whatever the tables looked like when their plans were made."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_condition_words")]
    operations = [
        migrations.RunSQL(
            (SQL / "lookups.sql").read_text(encoding="utf-8"),
            (SQL / "lookups_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
