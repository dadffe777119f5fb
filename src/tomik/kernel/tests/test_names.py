"""Names in papers: inclined where sure, left alone where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.kernel.names import Case, inclined, inclined_post

G, D = Case.GENITIVE, Case.DATIVE


@pytest.mark.parametrize(
    ("name", "genitive", "dative"),
    [
        ("Петров П.П.", "Петрова П.П.", "Петрову П.П."),
        ("П.П. Петров", "П.П. Петрова", "П.П. Петрову"),
        ("П.П.Петров", "П.П.Петрова", "П.П.Петрову"),
        ("Петрова А. А.", "Петровой А. А.", "Петровой А. А."),
        ("Белинская Т.В.", "Белинской Т.В.", "Белинской Т.В."),
        ("Бондаренко О.О.", "Бондаренко О.О.", "Бондаренко О.О."),
        ("Седых О.О.", "Седых О.О.", "Седых О.О."),
        ("Глинка М.И.", "Глинки М.И.", "Глинке М.И."),
        ("Салтыков-Щедрин М.Е.", "Салтыкова-Щедрина М.Е.", "Салтыкову-Щедрину М.Е."),
        ("Гурова-Ким Л.Л.", "Гуровой-Ким Л.Л.", "Гуровой-Ким Л.Л."),
        ("Ткач Анна Петровна", "Ткач Анны Петровны", "Ткач Анне Петровне"),
        ("Ткач Пётр Ильич", "Ткача Петра Ильича", "Ткачу Петру Ильичу"),
        ("Пётр Ильич Пёрышкин", "Петра Ильича Пёрышкина", "Петру Ильичу Пёрышкину"),
        ("Соловей Анна Кузьминична", "Соловей Анны Кузьминичны", "Соловей Анне Кузьминичне"),
    ],
)
def test_inclined(name: str, genitive: str, dative: str) -> None:
    assert (inclined(name, G), inclined(name, D)) == (genitive, dative)


@pytest.mark.parametrize(
    "name",
    [
        "", "Ким О.О.", "Ткач А.П.", "Мицкевич А.А.", "Соловей И.И.", "Соловей Иван Ильич", "Орёл П.П.", "Заяц П.П.", "Сова И.И.",
        "Калина И.И.", "Smith J.", "Петров Пётр", "Мамедов Ильгиз Рашид оглы", "____________________", "ООО «Книга»", "П.П.",
    ],
)  # fmt: skip
def test_left_alone(name: str) -> None:
    assert inclined(name, G) == inclined(name, D) == name


@given(
    st.text(max_size=40) | st.from_regex(r"[А-ЯЁ][а-яё]{1,12}(-[А-ЯЁ][а-яё]{1,8})?", fullmatch=True),
    st.sampled_from(Case),
)
def test_initials_stay(surname: str, case: Case) -> None:
    made = inclined(f"{surname} А.Я.", case)
    assert made.endswith(" А.Я.")
    assert made.count("-") == surname.count("-")


def test_posts() -> None:
    assert inclined_post("Директор", D) == "Директору"
    assert inclined_post("главный бухгалтер", G) == "главного бухгалтера"
    assert inclined_post("заместитель директора по УВР", G) == "заместителя директора по УВР"
    assert inclined_post("Педагог-библиотекарь", G) == "Педагога-библиотекаря"
    assert inclined_post("начальник отдела", D) == "начальник отдела"
