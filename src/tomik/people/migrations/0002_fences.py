"""Row-level security of the tables of `people`."""

from django.db import migrations

from tomik.kernel.rls import fence


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("people", "0001_initial")]
    operations = [
        fence("people_classgroup"),
        fence("people_pupil", kind="pupil"),
        fence("people_enrolment"),
        fence("people_pupillistaccess"),
    ]
