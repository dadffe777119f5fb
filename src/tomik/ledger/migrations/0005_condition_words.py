"""Words of the choices only: no change in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_kinds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lot',
            name='condition',
            field=models.CharField(choices=[('new', 'as new'), ('good', 'good'), ('worn', 'worn, usable'), ('unfit', 'unfit')], default='good', max_length=6, verbose_name='condition at receipt'),
        ),
    ]
