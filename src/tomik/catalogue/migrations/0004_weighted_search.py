"""Words of the title weigh more in the search. A generated column can't be altered: it is made anew."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models
from django.db.models import F, Func, Value

SearchVector = django.contrib.postgres.search.SearchVector
TITLE = Func(F("title"), Value("ёЁ"), Value("еЕ"), function="TRANSLATE", output_field=models.TextField())


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_list_link_decisions")]
    operations = [
        migrations.RemoveIndex(model_name="edition", name="catalogue_edition_search"),
        migrations.RemoveField(model_name="edition", name="search"),
        migrations.AddField(
            model_name="edition",
            name="search",
            field=models.GeneratedField(
                expression=SearchVector(TITLE, config="russian", weight="A")
                + SearchVector(TITLE, config="simple", weight="A")
                + SearchVector("search_text", config="russian", weight="C")
                + SearchVector("search_text", config="simple", weight="C"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="catalogue_edition_search"),
        ),
    ]
