"""What the lists say of a textbook, in words and colour: `{% load catalogue %}`."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tomik.catalogue import isbn
from tomik.catalogue.federal_list.status import CURRENT, EXPIRED, EXPIRES, NOT_LISTED, USE_UNTIL
from tomik.catalogue.models import EditionSet

register = template.Library()

# Status → (class of the badge, sign). The sign and the words carry it for those who see no colour.
_LOOKS: Final = {
    CURRENT: ("full", "✓"),
    USE_UNTIL: ("loaned", "⇢"),
    EXPIRES: ("short", "!"),
    EXPIRED: ("expired", "✕"),
    NOT_LISTED: ("empty", "–"),
}


# How the list writes legal forms → how everyone writes them.
_LEGAL_FORMS: Final = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("закрытое акционерное общество", "ЗАО"),
    ("открытое акционерное общество", "ОАО"),
    ("акционерное общество", "АО"),
    ("государственное унитарное предприятие", "ГУП"),
)


@register.filter
def status_words(status: str | None, until: date | None = None) -> str:
    """«may be bought until 25.04.2027», «may be used», «not in the list»…"""
    day = until.strftime("%d.%m.%Y") if until else ""
    if status == CURRENT:
        return _("may be bought until %(day)s") % {"day": day} if day else _("may be bought")
    if status == USE_UNTIL:
        return _("may be used until %(day)s") % {"day": day} if day else _("may be used, not bought")
    if status == EXPIRES:
        return _("expires within the year, %(day)s") % {"day": day}
    if status == EXPIRED:
        return _("expired on %(day)s") % {"day": day} if day else _("expired")
    return _("not in the list")


@register.simple_tag
def status_badge(status: str | None, until: date | None = None) -> SafeString:
    """The same as a badge."""
    look, sign = _LOOKS[status or NOT_LISTED]
    return format_html(
        '<span class="state state-{}"><span class="sign" aria-hidden="true">{}</span>{}</span>',
        look,
        sign,
        status_words(status, until),
    )


@register.filter
def grades(one: Any) -> str:
    """«5», «7–9», an empty text without grades."""
    first, last = one.grade_from, one.grade_to
    if first is None:
        return ""
    return str(first) if last in {None, first} else f"{first}–{last}"


@register.filter
def short_publisher(value: str) -> str:
    """A publisher with the legal form abbreviated: «АО «Издательство «Просвещение»»."""
    for long, short in _LEGAL_FORMS:
        value = value.replace(long, short).replace(long.capitalize(), short)
    return value


@register.filter
def hyphenated(value: str) -> str:
    """An ISBN with hyphens."""
    return isbn.shown(value)


@register.filter
def set_label(one: EditionSet) -> str:
    """«Математика, 5 кл., Виленкин Н.Я.»: enough to tell a set in a line."""
    span = grades(one)
    pieces = [one.title, _("grade %(grades)s") % {"grades": span} if span else "", one.authors.split(",")[0]]
    return ", ".join(piece for piece in pieces if piece)
