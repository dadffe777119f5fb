"""Row-level security of imports: a file may hold pupils' names, so a school's run is seen only where names are."""

from django.db import migrations

from tomik.kernel.rls import fence

RUN_INSIDE = (
    "school_id IN (SELECT tomik_scope_ids('pupil_school_ids'))"
    " OR (school_id IS NULL AND region_id IN (SELECT tomik_scope_ids('region_ids')))"
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("intake", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE intake_importrun ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY intake_importrun_all ON intake_importrun USING ({RUN_INSIDE}) WITH CHECK ({RUN_INSIDE});",
            "DROP POLICY intake_importrun_all ON intake_importrun;"
            "ALTER TABLE intake_importrun DISABLE ROW LEVEL SECURITY;",
        ),
        fence("intake_columnmapping"),
    ]
