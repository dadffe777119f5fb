"""Copies within reach, by lot, kept by the database: a region's provision does not depend on how many books are out."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from tomik.kernel.rls import fence

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_lookups")]
    operations = [
        migrations.CreateModel(
            name="LotStock",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.lot",
                    ),
                ),
                ("copies", models.IntegerField()),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.school",
                    ),
                ),
            ],
        ),
        fence("ledger_lotstock"),
        migrations.RunSQL(
            (SQL / "lot_stock.sql").read_text(encoding="utf-8"),
            (SQL / "lot_stock_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
