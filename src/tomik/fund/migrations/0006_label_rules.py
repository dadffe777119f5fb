"""A label leaves a copy only together with the record of it, and that record stays."""

from pathlib import Path

from django.db import migrations

from tomik.kernel.rls import fence

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("fund", "0005_label_events")]
    operations = [
        fence("fund_labelevent"),
        migrations.RunSQL(
            (SQL / "labels.sql").read_text(encoding="utf-8"),
            (SQL / "labels_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
