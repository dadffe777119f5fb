"""A line of a receipt may hold nothing but books that the papers do not name."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The rule of lines that are not empty also counts other books."""

    dependencies = [("fund", "0010_move_rules")]

    operations = [
        migrations.RemoveConstraint(model_name="receiptline", name="fund_receiptline_not_empty"),
        migrations.AddConstraint(
            model_name="receiptline",
            constraint=models.CheckConstraint(
                condition=Q(copies__gt=0) | Q(copies_on_paper__gt=0) | Q(copies_wrong__gt=0),
                name="fund_receiptline_not_empty",
            ),
        ),
    ]
