"""Who changed a receipt, the settings of a school's accounting, a form's code: kept by the database (kernel/history.py)."""

from django.db import migrations

from tomik.kernel.history import track

SCHOOL = "r.school_id"


class Migration(migrations.Migration):
    dependencies = [("config", "0002_shared_cache"), ("fund", "0004_form_codes")]
    operations = [
        track("fund_fundsettings", school=SCHOOL, hidden=("version",)),
        track("fund_receipt", school=SCHOOL, hidden=("version",)),
        track("fund_formcode"),
    ]
