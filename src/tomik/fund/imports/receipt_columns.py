"""Columns of a supplier's table: a publisher's specification, a waybill, the table of a УПД."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from tomik.fund.imports.columns import COLUMNS as OF_FUND
from tomik.kernel.importing import Column

_TAKEN = ("title", "authors", "isbn", "list_code", "grade", "subject", "publisher", "year", "part")
_MORE = {
    "title": ("Наименование товара", "Товар", "Номенклатура", "Наименование товара (описание выполненных работ, оказанных услуг), имущественного права"),
    "isbn": ("Штрихкод товара", "Код товара", "EAN"),
}  # fmt: skip


def _of_fund() -> tuple[Column, ...]:
    taken = [column for column in OF_FUND if column.key in _TAKEN]
    return tuple(replace(column, aliases=(*column.aliases, *_MORE.get(column.key, ()))) for column in taken)


COLUMNS = (
    *_of_fund(),
    Column(
        "quantity", _("Quantity"),
        ("Количество", "Кол-во", "Количество (объем)", "Количество экземпляров", "Кол-во экз.", "Экз.", "Экземпляров",
         "Тираж", "Штук", "Шт.", "Количество, шт.", "Заказано", "Отгружено"),
        required=True,
        help=_("Copies by the papers; what was accepted is corrected in the draft."),
    ),
    Column(
        "price", _("Price with VAT"),
        ("Цена", "Цена, руб.", "Цена руб", "Цена с НДС", "Цена с НДС, руб.", "Цена за экземпляр", "Цена за единицу"),
    ),
    # Before the sum with VAT: «Сумма НДС, руб.» and «Сумма без НДС, руб.» begin with its name and are not it.
    Column(
        "vat_sum", _("Sum of VAT"),
        ("Сумма НДС", "Сумма НДС, руб.", "НДС, руб.", "В том числе НДС", "В т.ч. НДС", "Сумма налога",
         "Сумма налога, предъявляемая покупателю"),
        help=_("Told apart from the sum with VAT and not taken."),
    ),
    Column(
        "net_sum", _("Sum without VAT"),
        ("Сумма без НДС", "Сумма без НДС, руб.", "Всего без НДС", "Стоимость без НДС", "Стоимость без налога",
         "Стоимость товаров (работ, услуг), имущественных прав без налога - всего"),
        help=_("Told apart from the sum with VAT and not taken."),
    ),
    Column(
        "sum", _("Sum with VAT"),
        ("Сумма", "Сумма, руб.", "Сумма с НДС", "Всего с НДС", "Стоимость с НДС", "Стоимость с налогом", "Стоимость",
         "Стоимость товаров (работ, услуг), имущественных прав с налогом - всего"),
        help=_("The price of one copy is the sum divided by the quantity."),
    ),
    Column(
        "net_price", _("Price without VAT"),
        ("Цена без НДС", "Цена без НДС, руб.", "Цена (тариф) за единицу измерения", "Цена (тариф)"),
        help=_("Used with the VAT rate when there is neither a price nor a sum with VAT."),
    ),
    Column("vat", _("VAT, %"), ("НДС", "НДС, %", "Ставка НДС", "Ставка НДС, %", "Налоговая ставка", "Ставка")),
)  # fmt: skip
