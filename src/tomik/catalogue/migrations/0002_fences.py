"""Row-level security of the tables of `catalogue`."""

from django.db import migrations

from tomik.kernel.rls import fence


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("catalogue", "0001_initial")]
    operations = [
        fence("catalogue_equivalence", kind="region", also="true"),
        fence("catalogue_equivalencemember", kind="region", also="true"),
        fence("catalogue_catalogueproposal"),
    ]
