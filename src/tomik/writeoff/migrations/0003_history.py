"""Who changed a commission or an act, when and what: kept by the database (kernel/history.py)."""

from django.db import migrations

from tomik.kernel.history import track

SCHOOL = "r.school_id"


class Migration(migrations.Migration):
    dependencies = [("writeoff", "0002_fences"), ("config", "0001_history")]
    operations = [
        track("writeoff_commission", school=SCHOOL),
        track("writeoff_commissionmember", school=SCHOOL, of="r.commission_id"),
        track("writeoff_writeoffact", school=SCHOOL),
    ]
