"""Kinds of entries and conditions of lots are the known ones."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_rules'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'receipt', 'issue', 'return', 'move', 'stocktake', 'writeoff', 'condition', 'reversal'])), name='ledger_entry_kind'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('condition__in', ['new', 'good', 'worn', 'unfit'])), name='ledger_lot_condition'),
        ),
    ]
