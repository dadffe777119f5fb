"""What a school lacks, published like what it has over: read before another school throws such books away."""

import django.db.models.deletion
from django.db import migrations, models

from tomik.kernel.rls import fence

IN_A_SCHOOL_OF_THE_REGION = "region_id IN (SELECT s.region_id FROM territory_school s WHERE s.id IN (SELECT tomik_scope_ids('school_ids')))"


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial"), ("provision", "0004_fence_snapshots")]
    operations = [
        migrations.CreateModel(
            name="ShortageNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField()),
                ("pool", models.BigIntegerField()),
                ("sets", models.PositiveIntegerField()),
                ("counted_on", models.DateField()),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territory.region"
                    ),
                ),
                (
                    "seeker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territory.school"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "school_year", "pool", "seeker"),
                        name="provision_shortagenotice_once",
                    )
                ],
            },
        ),
        fence("provision_shortagenotice", kind="region", also=IN_A_SCHOOL_OF_THE_REGION),
    ]
