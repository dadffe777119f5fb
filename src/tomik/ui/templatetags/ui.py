"""Components and filters of the product's templates: `{% load ui %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext_lazy

from tomik.kernel import school_year as years
from tomik.kernel.errors import LineProblem
from tomik.ui import forms, numbers

register = template.Library()
ICONS = "vendor/tabler/icons.svg"

# State of a cell → (sign, words). The sign carries the state for those who do not see the colour.
STATES: dict[str, tuple[str, Any]] = {
    "full": ("✓", pgettext_lazy("state", "full")),
    "loaned": ("⇄", pgettext_lazy("state", "full with loaned copies")),
    "short": ("▼", pgettext_lazy("state", "short")),
    "expired": ("!", pgettext_lazy("state", "expired books are in use")),
    "empty": ("–", pgettext_lazy("state", "nothing entered")),
    "surplus": ("▲", pgettext_lazy("state", "surplus")),
    "none": ("", pgettext_lazy("state", "not needed")),
}


def _comma() -> str:
    return "." if (get_language() or "ru").startswith("en") else ","


# Icons ------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon of the sprite (tools/vendor/icons.txt lists them). Without a label it is decoration."""
    url = static(ICONS)
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#ti-{}"></use></svg>', label, url, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#ti-{}"></use></svg>', url, name)


# Numbers, sums, dates ---------------------------------------------------------------------------------------


@register.filter
def ru_number(value: Any, places: int | None = None) -> str:
    """«12 345» or «—» for nothing."""
    return "—" if value is None or value == "" else numbers.number_text(value, places=places, comma=_comma())


@register.filter
def money(kopecks: Any) -> str:
    """Kopecks as «1 234,50 ₽»."""
    return "—" if kopecks is None or kopecks == "" else numbers.money_text(int(kopecks), comma=_comma())


@register.filter
def share(value: Any) -> str:
    """A share from 0 to 1 as «87,5 %», rounded down."""
    return "—" if value is None or value == "" else numbers.share_text(value, comma=_comma())


@register.filter
def share_of(part: int | None, whole: int | None) -> str:
    """`{{ covered|share_of:need }}` → «87,5 %», rounded down; «—» when the whole is 0."""
    return "—" if part is None or not whole else numbers.share_text(part, whole, comma=_comma())


@register.filter
def ru_date(value: date | datetime | None) -> str:
    """«24.11.2026»; an instant is shown in local time with its minutes."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        return localtime(value).strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y")


@register.filter
def ru_day(value: date | datetime | None) -> str:
    """The local day alone: «24.11.2026», also of an instant."""
    return "—" if not value else ru_date(localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def school_year(value: Any) -> str:
    """2026 → «2026/27»."""
    return "—" if value is None or value == "" else years.label(int(value))


@register.filter
def ru_plural(count: int, forms_: str) -> str:
    """`{{ n|ru_plural:"ученик|ученика|учеников" }}` → the form alone. For words that come from data; texts of
    screens use `{% blocktranslate count %}`."""
    one, few, many = forms_.split("|")
    return numbers.russian_form(int(count), one, few, many)


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """`{{ cells|get:row.id }}`: the value of a key, None when it is absent."""
    return None if mapping is None else mapping.get(key)


# Forms ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/forms/fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form, with a summary of its errors that leads to each field."""
    visible = form.visible_fields()
    hidden = form.hidden_fields()
    hidden_errors = [error for field in hidden for error in field.errors]
    return {
        "form": form,
        "visible": visible,
        "hidden": hidden,
        "errors": {
            "non_field": [*form.non_field_errors(), *hidden_errors] if form.is_bound else [],
            "fields": [field for field in visible if field.errors] if form.is_bound else [],
        },
    }


@register.inclusion_tag("ui/forms/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field: label, control, errors and help tied to it."""
    forms.dress(bound)
    parts = ((f"{bound.auto_id}_error", bound.errors), (f"{bound.auto_id}_helptext", bound.help_text))
    return {
        "field": bound,
        "check": forms.is_check(bound),
        "group": forms.is_group(bound),
        "described": " ".join(name for name, present in parts if present),
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The control of a field alone, dressed: for filter rows and table cells (give it an aria-label)."""
    forms.dress(bound)
    return SafeString(bound)


# Components -------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/_empty.html")
def empty_state(
    title: str, text: str = "", url: str = "", action: str = "", *, icon_name: str = "info-circle"
) -> dict[str, Any]:
    """Nothing here yet: what it means and the one thing to do."""
    return {"title": title, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("ui/_problems.html")
def problem_table(problems: Sequence[LineProblem], caption: str = "") -> dict[str, Any]:
    """Problems of an input: row, column, value, what to do."""
    return {"problems": problems, "caption": caption, "errors": sum(p.severity == "error" for p in problems)}


@register.inclusion_tag("ui/_stats.html")
def stat_strip(stats: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures side by side: each a mapping with `value`, `label`, and optionally `hint`, `url`, `state`."""
    return {"stats": stats}


@register.inclusion_tag("ui/_state_cell.html")
def state_cell(
    state: str, text: str = "", url: str = "", label: str = "", *, drawer: bool = True
) -> dict[str, Any]:
    """A matrix cell `<td>`: the state by colour, sign and words; with a url it opens the drawer."""
    sign, words = STATES[state]
    return {
        "state": state,
        "sign": sign,
        "words": words,
        "text": text,
        "url": url,
        "label": label,
        "drawer": drawer,
    }


@register.inclusion_tag("ui/_state.html")
def state_badge(state: str, text: str = "") -> dict[str, Any]:
    """The same state as a badge in a line of text or a table."""
    sign, words = STATES[state]
    return {"state": state, "sign": sign, "words": text or words}


@register.inclusion_tag("ui/_state_legend.html")
def state_legend(names: str = "full,loaned,short,expired,empty") -> dict[str, Any]:
    """What the colours and signs of a matrix mean."""
    return {"items": [(name, *STATES[name]) for name in names.split(",")]}


@register.inclusion_tag("ui/_progress.html")
def job_progress(
    title: str,
    done: int,
    total: int,
    poll_url: str,
    *,
    state: str = "running",
    message: str = "",
    next_url: str = "",
) -> dict[str, Any]:
    """Progress of a long job: asks `poll_url` again every second until the state is done or failed.

    The page passes `refresh_seconds=3` in its context, so that it also moves without JavaScript.
    """
    percent = 0 if total <= 0 else min(100, done * 100 // total)
    return {
        "title": title,
        "done": done,
        "total": total,
        "percent": percent,
        "poll_url": poll_url,
        "state": state,
        "message": message,
        "next_url": next_url,
        "running": state in {"running", "waiting"},
    }


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, target: str = "") -> dict[str, Any]:
    """Pages of a Django `Page`: links that keep the other parameters; with a target htmx swaps only that."""
    return {
        "page": page,
        "target": target,
        "request": context.get("request"),
        "range": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
    }


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The present query string with `changes`; a value of None or "" takes the parameter out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return "?" + str(query.urlencode())


@register.filter
def role_of_alert(tags: str) -> str:
    """ARIA role of a message by its tags: errors interrupt, others wait."""
    return "alert" if "danger" in tags or "warning" in tags else "status"


@register.simple_tag
def severity_words(severity: str) -> str:
    """How bad a problem is, in words."""
    return gettext("warning") if severity == "warning" else gettext("error")
