"""Days that reports of the fund are asked for (dated data: edited, not programmed)."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, Q

DAYS = [
    # name, month, day, basis, valid from
    ("Начало учебного года", 9, 1, "обеспеченность на 1 сентября", date(2013, 6, 3)),
    ("День формы ОО-1", 9, 20, "форма федерального статистического наблюдения № ОО-1", date(2013, 6, 3)),
    (
        "Конец календарного года",
        12,
        31,
        "форма № ОО-2, подраздел 2.6; итоги движения фонда",
        date(2013, 6, 3),
    ),
]


def fill(apps, schema_editor):
    """Write the days."""
    day = apps.get_model("fund", "ReportDay")
    names = ("name", "month", "day", "basis", "valid_from")
    day.objects.bulk_create(day(**dict(zip(names, row, strict=True))) for row in DAYS)


class Migration(migrations.Migration):
    dependencies = [("fund", "0006_label_rules")]
    operations = [
        migrations.CreateModel(
            name="ReportDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the day")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("day", models.PositiveSmallIntegerField(verbose_name="day")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="why that day")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(null=True, verbose_name="valid to")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "valid_from"), name="fund_reportday_from"),
                    models.CheckConstraint(
                        condition=Q(("day__range", (1, 31)), ("month__range", (1, 12))),
                        name="fund_reportday_day",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("valid_to__isnull", True), ("valid_to__gte", F("valid_from")), _connector="OR"
                        ),
                        name="fund_reportday_term",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
