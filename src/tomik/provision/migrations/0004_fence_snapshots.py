"""Row-level security of the snapshots and of the surplus that a region publishes to its schools.

A notice of surplus is written in the scope of the region and read by whoever works in a school of that region: it holds
a count of textbooks of one title and the school where they lie, no pupil, no class, no need of anybody. What each school
holds and needs in detail stays behind the school's own fence.
"""

from django.db import migrations

from tomik.kernel.rls import fence

IN_A_SCHOOL_OF_THE_REGION = (
    "region_id IN (SELECT s.region_id FROM territory_school s WHERE s.id IN (SELECT tomik_scope_ids('school_ids')))"
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("provision", "0003_snapshots")]
    operations = [
        fence("provision_snapshot", kind="region"),
        fence("provision_schoolsnapshot"),
        fence("provision_surplusnotice", kind="region", also=IN_A_SCHOOL_OF_THE_REGION),
    ]
