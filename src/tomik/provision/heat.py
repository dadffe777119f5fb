"""The heat map's table as HTML: thousands of cells, so they are joined here and not looped over in a template."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tomik.provision.matrix import Matrix, MatrixRow, Shown
from tomik.provision.rules import Totals
from tomik.ui.public import number_text, share_text

HEADING_SHORT = 4
"""Longer headings stand on end, so that all columns of subjects fit a screen."""


def heat_table(matrix: Matrix, choose: Callable[[int], str] | None = None, chosen: int = 0) -> SafeString:
    """The table with its heading, rows and sums. Every text that comes from data is escaped.

    With `choose` every row has a link that shows its schools on the map; `chosen` is the row that is shown there.
    """
    tall = any(len(text) > HEADING_SHORT for text in matrix.columns)
    headings = f'<th scope="col">{escape(matrix.corner)}</th>'
    headings += "".join(f'<th scope="col"><span>{escape(text)}</span></th>' for text in matrix.columns)
    headings += f'<th scope="col">{escape(_("Total"))}</th><th scope="col">{escape(_("Lacks"))}</th>'
    body = "".join(_row(row, choose, chosen) for row in matrix.rows)
    foot = "".join(f"<td>{_share(total)}</td>" for total in [*matrix.foot, matrix.total])
    caption = escape(_("Provision in per cent; rounded down, so that 100 means that nothing lacks"))
    return mark_safe(  # noqa: S308 - built of escaped texts and numbers only
        f'<table class="table matrix heat-map{" tall" if tall else ""}"><caption class="visually-hidden">{caption}</caption>'
        f"<thead><tr>{headings}</tr></thead><tbody>{body}</tbody>"
        f'<tfoot><tr><th scope="row">{escape(_("Total"))}</th>{foot}'
        f'<td class="num">{_lacks(matrix.total)}</td></tr></tfoot></table>'
    )


def _row(row: MatrixRow, choose: Callable[[int], str] | None, chosen: int) -> str:
    cells = "".join([_cell(cell) for cell in row.cells])
    is_chosen = bool(choose) and row.unit == chosen
    state = ' class="is-chosen"' if is_chosen else ""
    return (
        f'<tr id="unit-{row.unit}" data-unit="{row.unit}"{state}><th scope="row">'
        f'{_locate(row, choose, is_chosen=is_chosen)}<a href="{escape(row.url)}">{escape(row.title)}</a></th>{cells}'
        f'<td class="heat-{row.state}">{_share(row.total)}</td><td class="num">{_lacks(row.total)}</td></tr>\n'
    )


def _locate(row: MatrixRow, choose: Callable[[int], str] | None, *, is_chosen: bool) -> str:
    if choose is None:
        return ""
    words = _("Show on the map: %(name)s") % {"name": row.title}
    current = ' aria-current="true"' if is_chosen else ""
    return (
        f'<a class="locate" href="{escape(choose(row.unit))}#map-title" title="{escape(words)}"'
        f' aria-label="{escape(words)}"{current}>{"◉" if is_chosen else "◎"}</a>'
    )


def _cell(cell: Shown) -> str:
    if not cell.text:
        return "<td></td>"
    if cell.label:
        return f'<td class="heat-{cell.state}" title="{escape(cell.label)}">{cell.text}!</td>'
    return f'<td class="heat-{cell.state}">{cell.text}</td>'


def _share(totals: Totals) -> str:
    """Without the sign: the heading says that all of it is per cent, and thirty columns have to fit a screen."""
    return (
        share_text(totals.covered, totals.need).rstrip(" %\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
        if totals.need
        else ""
    )


def _lacks(totals: Totals) -> str:
    return number_text(totals.short) if totals.short else ""
