"""The list screen: filter, sort, page and export of one and the same query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header, urlencode
from django.utils.module_loading import import_string

from tomik.kernel import clock
from tomik.ui.filters import RowFilter
from tomik.ui.responses import render_screen
from tomik.ui.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_ROWS_MAX = 200_000
PAGE_SIZE = 50

# (title, [(column title, kind, total)], rows) → the bytes of an .xlsx; settings.UI_WORKBOOK names it, because
# writing files belongs to a room above this one.
WorkbookWriter = Callable[[str, Sequence[tuple[str, str, bool]], Iterable[Sequence[Any]]], bytes]


@dataclass(frozen=True, slots=True)
class List:
    """What a list screen consists of.

    `title` heads the page and the exported sheet; `file_name` is the name of the file without its ending.
    `page` and `fragment` may be templates of the room that extend `ui/list.html` and `ui/_list.html`.
    """

    table: type[Table]
    title: str | Promise
    file_name: str
    filters: type[django_filters.FilterSet] | type[RowFilter] | None = None
    page: str = "ui/list.html"
    fragment: str = "ui/_list.html"
    page_size: int = PAGE_SIZE
    context: Mapping[str, Any] = field(default_factory=dict)
    table_options: Mapping[str, Any] = field(default_factory=dict)


def list_response(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], screen: List) -> HttpResponse:
    """The page, its fragment for htmx, or with `?export=xlsx` the same rows as a workbook.

    `?sort=-name` sorts, `?page=2` pages, everything else goes to the filters. A page out of range shows the last.
    """
    filters = None
    if screen.filters is not None:
        filters = screen.filters(request.GET, queryset=rows, request=request)
        rows = filters.qs
    table = screen.table(rows, order_by=_order(request, screen), request=request, **screen.table_options)
    if request.GET.get("export") == "xlsx":
        return _workbook_response(table, screen)
    page = _page(table, request.GET.get("page", "1"), screen.page_size)
    kept = _kept(request, filters)
    context = {
        "table": table,
        "filters": filters,
        "filters_on": filters is not None and any(request.GET.get(name) for name in filters.filters),
        "kept": kept,
        "reset_query": urlencode(kept),
        "page": page,
        "count": page.paginator.count,
        "title": screen.title,
        "fragment": screen.fragment,
        **screen.context,
    }
    return render_screen(request, screen.page, screen.fragment, context)


def _kept(request: HttpRequest, filters: Any) -> list[tuple[str, str]]:
    """Parameters of the address that no filter owns: they stay when the filter changes."""
    own = set(filters.filters) if filters is not None else set()
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in own | {"page", "export"}
        for value in values
    ]


def _order(request: HttpRequest, screen: List) -> tuple[str, ...] | None:
    """The columns to sort by, unknown ones left out."""
    known = screen.table.base_columns
    wanted = tuple(name for name in request.GET.getlist("sort") if name.lstrip("-") in known)
    return wanted or None


def _page(table: Table, number: str, size: int) -> Any:
    try:
        table.paginate(page=number, per_page=size, paginator_class=Paginator)
    except PageNotAnInteger:
        table.paginate(page=1, per_page=size, paginator_class=Paginator)
    except EmptyPage:
        last = Paginator(table.rows, size).num_pages
        table.paginate(page=last, per_page=size, paginator_class=Paginator)
    return table.page


def _exported(table: Table) -> list[Any]:
    return [
        column
        for column in table.columns.iterall()
        if not column.column.exclude_from_export and column.visible
    ]


def _workbook_response(table: Table, screen: List) -> HttpResponse:
    columns = _exported(table)
    described = [
        (
            str(column.header),
            getattr(column.column, "kind", Column.kind),
            bool(getattr(column.column, "total", False)),
        )
        for column in columns
    ]
    rows = (
        [_plain(row.get_cell_value(column.name)) for column in columns]
        for number, row in enumerate(table.rows)
        if number < EXPORT_ROWS_MAX
    )
    write: WorkbookWriter = import_string(settings.UI_WORKBOOK)
    response = HttpResponse(write(str(screen.title), described, rows), content_type=XLSX)
    name = f"{screen.file_name}-{clock.today():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _plain(value: Any) -> Any:
    """What Excel takes: numbers, dates and texts as they are, anything else as its words."""
    if (
        value is None
        or isinstance(value, str | int | float)
        or hasattr(value, "isoformat")
        or hasattr(value, "quantize")
    ):
        return value
    return str(value)
