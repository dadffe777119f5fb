"""The history keeps where a change came from."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territory', '0003_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='origin',
            field=models.CharField(db_default=django.db.models.expressions.RawSQL("left(coalesce(current_setting('tomik.origin', true), ''), 60)", []), max_length=60),
        ),
    ]
