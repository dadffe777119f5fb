"""Two more kinds of documents: electronic textbooks and audiovisual documents."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_editionset_bbk'),
    ]

    operations = [
        migrations.AlterField(
            model_name='editionset',
            name='kind',
            field=models.CharField(choices=[('textbook', 'textbook'), ('aid', 'study aid'), ('workbook', 'workbook'), ('fiction', 'fiction'), ('reference', 'reference'), ('method', 'methodical literature'), ('ebook', 'electronic textbook'), ('audiovisual', 'audiovisual document'), ('other', 'of another kind')], default='textbook', max_length=12, verbose_name='kind'),
        ),
    ]
