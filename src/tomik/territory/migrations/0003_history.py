"""The history of mutable rows: its table, who may read it, the function that writes it, territory's own triggers."""

from django.db import migrations, models

from tomik.kernel.history import DROP_FUNCTION, FUNCTION, track
from tomik.kernel.rls import APP_ROLE

FENCE = f"""
ALTER TABLE territory_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY territory_change_read ON territory_change FOR SELECT USING (
  CASE WHEN school_id IS NOT NULL THEN school_id IN (SELECT tomik_scope_ids('school_ids'))
       WHEN municipality_id IS NOT NULL THEN municipality_id IN (SELECT tomik_scope_ids('municipality_ids'))
       WHEN region_id IS NOT NULL THEN region_id IN (SELECT tomik_scope_ids('region_ids'))
       ELSE nullif(current_setting('tomik.user_id', true), '') IS NOT NULL END);
REVOKE INSERT, UPDATE, DELETE ON territory_change FROM {APP_ROLE};
"""
UNFENCE = """
DROP POLICY territory_change_read ON territory_change;
ALTER TABLE territory_change DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_natural_order"), ("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("why", models.CharField(max_length=120)),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("of_id", models.BigIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[("insert", "Insert"), ("update", "Update"), ("delete", "Delete")],
                        max_length=6,
                    ),
                ),
                ("school_id", models.BigIntegerField(null=True)),
                ("municipality_id", models.BigIntegerField(null=True)),
                ("region_id", models.BigIntegerField(null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["table_name", "of_id", "row_id"], name="territory_change_of")
                ],
            },
        ),
        migrations.RunSQL(FENCE, UNFENCE),
        migrations.RunSQL(FUNCTION, DROP_FUNCTION),
        track("territory_municipality", region="r.region_id"),
        track("territory_school", school="r.id", hidden=("name_key", "name_order")),
        track("territory_schoolversion", school="r.school_id", of="r.school_id"),
        track("territory_building", school="r.school_id", of="r.school_id"),
        track(
            "territory_membership",
            school="r.school_id",
            municipality="r.municipality_id",
            region="r.region_id",
            of="coalesce(r.school_id, r.municipality_id, r.region_id)",
            keep="whole",
        ),
    ]
