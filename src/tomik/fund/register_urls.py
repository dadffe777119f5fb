"""Addresses of the registers."""

from __future__ import annotations

from django.urls import path

from tomik.fund.views import (
    handout,
    registers,
    registers_accounting,
    registers_closing,
    registers_lists,
    registers_region,
)
from tomik.fund.views import settings as settings_views

SCHOOL = "schools/<uuid:school_uid>/"
urlpatterns = [
    path("registers/", registers.index, name="registers"),
    path(f"{SCHOOL}registers/", registers.index, name="registers"),
    path(f"{SCHOOL}book/", registers.book, name="book"),
    path(f"{SCHOOL}book.xlsx", registers.book_xlsx, name="book-xlsx"),
    path(f"{SCHOOL}book.pdf", registers.book_as_pdf, name="book-pdf"),
    path(f"{SCHOOL}cards/", registers_lists.journal, name="cards"),
    path(f"{SCHOOL}cards/journal.pdf", registers_lists.journal_pdf, name="cards-journal-pdf"),
    path(f"{SCHOOL}cards/cards.pdf", registers_lists.cards_pdf, name="cards-pdf"),
    path(f"{SCHOOL}cards/<uuid:uid>/", registers_lists.card, name="card"),
    path(f"{SCHOOL}cards/<uuid:uid>.pdf", registers_lists.card_pdf, name="card-pdf"),
    path(f"{SCHOOL}inventory/", registers_lists.inventory, name="inventory"),
    path(f"{SCHOOL}inventory.pdf", registers_lists.inventory_pdf, name="inventory-pdf"),
    path(f"{SCHOOL}given/", registers_lists.given, name="given"),
    path(f"{SCHOOL}given/new/", handout.give, name="given-new"),
    path(f"{SCHOOL}given.pdf", registers_lists.given_pdf, name="given-pdf"),
    path(f"{SCHOOL}as-of/", registers_lists.as_of, name="as-of"),
    path(f"{SCHOOL}statistics/", registers_region.statistics, name="statistics"),
    path(f"{SCHOOL}settings/", settings_views.settings, name="settings"),
    path(f"{SCHOOL}settings/numbers/", settings_views.numbers, name="settings-numbers"),
    path(f"{SCHOOL}closing/", registers_closing.closing, name="closing"),
    path(f"{SCHOOL}closing/file/", registers_closing.from_file, name="closing-file"),
    path(f"{SCHOOL}closing/close/", registers_closing.close, name="closing-close"),
    path(f"{SCHOOL}closing/act.pdf", registers_closing.act, name="closing-act"),
    path(f"{SCHOOL}accounting/", registers_accounting.accounting, name="accounting"),
    path(f"{SCHOOL}accounting/file/", registers_accounting.accounting_file, name="accounting-file"),
    path(f"{SCHOOL}accounting/numbers/", registers_accounting.accounting_back, name="accounting-back"),
    path("territory/", registers_region.territory, name="territory"),
    path("territory.xlsx", registers_region.territory_xlsx, name="territory-xlsx"),
]
