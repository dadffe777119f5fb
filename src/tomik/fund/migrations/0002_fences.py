"""Row-level security of the tables of `fund`."""

from django.db import migrations

from tomik.kernel.rls import fence


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("fund", "0001_initial")]
    operations = [
        fence("fund_fundsettings"),
        fence("fund_numberseries"),
        fence("fund_numbergap"),
        fence("fund_receipt"),
        fence("fund_receiptline"),
        fence("fund_card"),
        fence("fund_cardlot"),
        fence("fund_labelrange"),
        fence("fund_copy"),
        fence("fund_summaryrecord"),
        fence("fund_reconciliation"),
        fence("fund_printedform"),
    ]
