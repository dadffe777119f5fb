"""Row-level security of the tables of `provision`."""

from django.db import migrations

from tomik.kernel.rls import fence


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("provision", "0001_initial")]
    operations = [
        fence("provision_planline"),
        fence("provision_planlineset"),
        fence("provision_planapproval"),
        fence("provision_shortagereason"),
        fence("provision_regionresult", kind="region"),
    ]
