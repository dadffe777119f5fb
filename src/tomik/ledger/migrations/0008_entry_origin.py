"""Every entry keeps where it came from."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0007_lot_stock'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='origin',
            field=models.CharField(db_default=django.db.models.expressions.RawSQL("left(coalesce(current_setting('tomik.origin', true), ''), 60)", []), max_length=60, verbose_name='from where'),
        ),
    ]
