"""Row-level security of the tables of `ledger`."""

from django.db import migrations

from tomik.kernel.rls import fence


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("ledger", "0001_initial")]
    operations = [
        fence("ledger_lot"),
        fence("ledger_account", also="peer_school_id IN (SELECT tomik_scope_ids('school_ids'))"),
        fence("ledger_entry"),
        fence("ledger_transfer"),
        fence("ledger_balance"),
        fence("ledger_periodclosing"),
    ]
