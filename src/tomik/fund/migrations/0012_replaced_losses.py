"""The lost copies that a receipt replaces: behind the fence of their school, every change of them remembered."""

import django.db.models.deletion
from django.db import migrations, models

from tomik.kernel.history import track
from tomik.kernel.rls import fence


class Migration(migrations.Migration):

    dependencies = [
        ('fund', '0011_other_books'),
        ('territory', '0004_change_origin'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplacedLoss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lost', models.JSONField(default=list)),
                ('commission', models.JSONField(default=list)),
                ('notebook', models.CharField(blank=True, max_length=200, verbose_name='notebook of replaced books')),
                ('record_out', models.CharField(blank=True, max_length=40, verbose_name='record of the exclusion')),
                ('version', models.PositiveIntegerField(default=1)),
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='replaced_loss', to='fund.receipt')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.school')),
            ],
        ),
        fence("fund_replacedloss"),
        track("fund_replacedloss", school="r.school_id", hidden=("version",)),
    ]
