"""What the database itself refuses: changed registers, numbers given twice, a posted receipt changed."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("fund", "0002_fences")]
    operations = [
        migrations.RunSQL(
            (SQL / "rules.sql").read_text(encoding="utf-8"),
            (SQL / "rules_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
