"""Components render what they promise, escaped."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tomik.kernel.errors import LineProblem


def draw(source: str, **context: Any) -> str:
    with translation.override("ru"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_icon_is_decoration_without_a_label() -> None:
    assert draw("{% icon 'check' %}") == (
        '<svg class="icon" aria-hidden="true"><use href="/static/vendor/tabler/icons.svg#ti-check"></use></svg>'
    )


def test_icon_with_a_label_is_an_image() -> None:
    assert 'role="img" aria-label="a&quot;b"' in draw("{% icon 'check' label %}", label='a"b')


@pytest.mark.parametrize("state", ["full", "loaned", "short", "expired", "empty", "surplus"])
def test_a_state_has_a_sign_and_words_beside_its_colour(state: str) -> None:
    html = draw("{% state_cell state '3/5' %}", state=state)
    assert f'class="cell cell-{state}"' in html
    sign = html.split('aria-hidden="true">')[1].split("<")[0]
    assert sign
    assert len(html.split('class="visually-hidden">, ')[1].split("<")[0]) > 2


def test_cell_opens_the_drawer_and_has_an_address_without_script() -> None:
    html = draw("{% state_cell 'short' '3/5' '/x/' '5А, Математика' %}")
    assert 'href="/x/"' in html
    assert 'hx-get="/x/" hx-target="#drawer-body"' in html
    assert 'aria-label="5А, Математика: 3/5, не хватает"' in html


def test_problem_table_escapes_what_stood_in_the_file() -> None:
    problem = LineProblem(7, "Класс", "Такого класса нет", value="<b>11-й</b>")
    html = draw("{% problem_table problems %}", problems=[problem])
    assert "<code>&lt;b&gt;11-й&lt;/b&gt;</code>" in html
    assert '<td class="num">7</td>' in html
    assert "Такого класса нет" in html


def test_problem_table_of_nothing_is_nothing() -> None:
    assert draw("{% problem_table problems %}", problems=[]).strip() == ""


class SampleForm(forms.Form):
    name = forms.CharField(label="Название", help_text="Как в акте")
    count = forms.IntegerField(label="Число", min_value=1, required=False)
    agree = forms.BooleanField(label="Согласен", required=False)
    kind = forms.ChoiceField(label="Вид", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)


def test_form_ties_errors_and_help_to_the_control() -> None:
    html = draw("{{ form }}", form=SampleForm({"count": "-1", "kind": "a"}))
    assert 'aria-describedby="id_name_error id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<a href="#id_name" class="alert-link">Название</a>: Обязательное поле.' in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-check-input"' in html
    assert "<legend" in html


def test_form_unbound_shows_no_error() -> None:
    assert "form-errors" not in draw("{% form_fields form %}", form=SampleForm())


def test_pagination_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/list/", {"q": "а б", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    html = draw("{% pagination page target='#list' %}", page=page, request=request)
    assert 'href="?q=%D0%B0+%D0%B1&amp;page=3"' in html
    assert 'aria-current="page" href="?q=%D0%B0+%D0%B1&amp;page=2"' in html
    assert 'hx-target="#list"' in html


def test_progress_asks_again_only_while_it_runs() -> None:
    running = draw("{% job_progress 'Импорт' 3 10 '/job/' %}")
    done = draw("{% job_progress 'Импорт' 10 10 '/job/' state='done' next_url='/result/' %}")
    assert 'hx-get="/job/" hx-trigger="every 1s"' in running
    assert 'value="30"' in running
    assert "hx-get" not in done
    assert 'href="/result/"' in done


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 12345|ru_number }}", "12\u202f345"),
        ("{{ none|ru_number }}", "—"),
        ("{{ 123450|money }}", "1\u202f234,50\u00a0₽"),
        ("{{ 7|share_of:8 }}", "87,5\u00a0%"),
        ("{{ 2026|school_year }}", "2026/27"),
        ('{{ 22|ru_plural:"ученик|ученика|учеников" }}', "ученика"),
    ],
)
def test_filters(source: str, text: str) -> None:
    assert draw(source, none=None) == text


def test_english_writes_a_point() -> None:
    with translation.override("en"):
        assert Template("{% load ui %}{{ 7|share_of:8 }}").render(Context()) == "87.5\u00a0%"
