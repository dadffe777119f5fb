"""The forms in use and their codes, as orders 52n and 61n of the Ministry of Finance have them (dated data: edited on screen)."""

from datetime import date

from django.db import migrations

FORMS = [
    # operation, code, title, order, valid from, valid to
    ("acceptance", "", "Акт о приёме документов в библиотеку", "приказ Минкультуры России от 08.10.2012 № 1077", date(2013, 6, 3), None),
    ("discrepancy", "", "Акт о расхождении при приёмке документов", "приказ Минкультуры России от 08.10.2012 № 1077", date(2013, 6, 3), None),
    ("goods_acceptance", "0510452", "Акт приемки товаров, работ, услуг", "приказ Минфина России от 15.04.2021 № 61н", date(2025, 1, 1), None),
    ("goods_acceptance", "0504207", "Приходный ордер на приемку материальных ценностей (нефинансовых активов)", "приказ Минфина России от 30.03.2015 № 52н", date(2015, 6, 19), date(2024, 12, 31)),
    ("writeoff", "0504144", "Акт о списании исключенных объектов библиотечного фонда", "приказ Минфина России от 30.03.2015 № 52н", date(2015, 6, 19), None),
    ("stop_recognition", "0510440", "Решение о прекращении признания активами объектов нефинансовых активов", "приказ Минфина России от 15.04.2021 № 61н", date(2025, 1, 1), None),
    ("handover", "0510448", "Акт о приеме-передаче объектов нефинансовых активов", "приказ Минфина России от 15.04.2021 № 61н", date(2025, 1, 1), None),
    ("handover", "0504101", "Акт о приеме-передаче объектов нефинансовых активов", "приказ Минфина России от 30.03.2015 № 52н", date(2015, 6, 19), date(2024, 12, 31)),
    ("notice", "0504805", "Извещение", "приказ Минфина России от 30.03.2015 № 52н", date(2015, 6, 19), None),
    ("internal_move", "0510450", "Накладная на внутреннее перемещение объектов нефинансовых активов", "приказ Минфина России от 15.04.2021 № 61н", date(2025, 1, 1), None),
    ("internal_move", "0504102", "Накладная на внутреннее перемещение объектов нефинансовых активов", "приказ Минфина России от 30.03.2015 № 52н", date(2015, 6, 19), date(2024, 12, 31)),
    ("replacement", "", "Акт о приёме документов взамен утерянных", "приказ Минкультуры России от 08.10.2012 № 1077", date(2013, 6, 3), None),
    ("destruction", "0510435", "Акт об утилизации (уничтожении) материальных ценностей", "приказ Минфина России от 15.04.2021 № 61н", date(2025, 1, 1), None),
]  # fmt: skip


def fill(apps, schema_editor):
    """Write the forms."""
    form = apps.get_model("fund", "FormCode")
    names = ("operation", "code", "title", "order", "valid_from", "valid_to")
    form.objects.bulk_create(form(**dict(zip(names, row, strict=True))) for row in FORMS)


def empty(apps, schema_editor):
    """Take them away."""
    apps.get_model("fund", "FormCode").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("fund", "0003_rules")]
    operations = [migrations.RunPython(fill, empty)]
