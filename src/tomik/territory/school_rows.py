"""Rows of a list of schools: spellings understood, problems told. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import CellValue, Column, Row
from tomik.kernel.normalise import comparable
from tomik.paper.public import as_text
from tomik.territory.school_names import SchoolName, municipality_key, school_name

SAME, NEW = "same", "new"
_DECISIONS = {
    **dict.fromkeys(("та же", "та же школа", "эта же", "та", "одна и та же", "same"), SAME),
    **dict.fromkeys(("новая", "новая школа", "другая", "другая школа", "new"), NEW),
}
_YES = {"да", "1", "истина", "true", "yes", "+", "v"}
_NO = {"нет", "0", "ложь", "false", "no", "-", ""}
_INN = re.compile(r"^\d{10}$|^\d{12}$")
_KINDS = (
    (r"коррекц|скош|с к ош|ограниченными возможностями|viii вида|v вида", "special"),
    (r"гимнази", "gymnasium"),
    (r"лице", "lyceum"),
    (r"\bнош\b|начальн\w+ (?:общеобразовательн\w+ )?школ", "primary"),
    (r"\bоош\b|основн\w+ (?:общеобразовательн\w+ )?школ", "basic"),
    (r"\bсоши?\b|\bсош|средн\w+ (?:общеобразовательн\w+ )?школ", "secondary"),
)
_FOUNDERS = (
    (r"^федеральн|^фг", "federal"),
    (r"^областн|^государственн|^краев|^республик|^ог[абк]*о?у|^кг[абк]*о?у", "regional"),
    (r"^частн|^автономная некоммерческ|^негосударственн|^чо?оу|^ноу|^ано", "private"),
)

COLUMNS = (
    Column(
        "municipality", gettext_lazy("Municipality"), required=True,
        aliases=("Муниципалитет", "Муниципальное образование", "Район", "Городской округ", "МО", "municipality"),
    ),
    Column(
        "short_name", gettext_lazy("Short name"), required=True,
        aliases=(
            "Краткое наименование", "Сокращенное наименование", "Краткое название", "Школа", "Наименование ОО",
            "Образовательная организация", "Наименование", "ОО", "short_name", "short name",
        ),
    ),
    Column(
        "full_name", pgettext_lazy("of a school", "Full name"),
        aliases=(
            "Полное наименование", "Полное название", "Полное название организации", "Наименование по уставу",
            "full_name", "full name",
        ),
    ),
    Column("inn", gettext_lazy("INN"), aliases=("ИНН", "ИНН организации"), help=gettext_lazy("The surest sign of one school.")),
    Column("address", gettext_lazy("Address of the main building"), aliases=("Адрес", "Почтовый адрес", "Юридический адрес")),
    Column("rural", gettext_lazy("Rural"), aliases=("Сельская", "Село", "Сельская школа", "Сельская местность")),
    Column("small", gettext_lazy("Small"), aliases=("Малокомплектная", "МКШ", "Малочисленная")),
    Column("latitude", gettext_lazy("Latitude"), aliases=("Широта", "lat", "latitude")),
    Column("longitude", gettext_lazy("Longitude"), aliases=("Долгота", "lon", "longitude")),
    Column(
        "decision", gettext_lazy("Decision"), aliases=("Решение", "Та же или новая"),
        help=gettext_lazy("For look-alikes only: “та же” (the same school) or “новая” (another school)."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A good row. None in a field means that the file says nothing of it."""

    number: int
    municipality_id: int
    municipality: str
    short_name: str
    full_name: str | None
    inn: str | None
    address: str | None
    is_rural: bool | None
    is_small: bool | None
    latitude: float | None
    longitude: float | None
    decision: str
    name: SchoolName


@dataclass(slots=True)
class Read:
    """Rows that are understood, and the problems of the others."""

    rows: list[SchoolRow]
    problems: list[LineProblem]
    bad: set[int]

    def refuse(self, row: int, column: str, message: str, *, value: object = "", code: str) -> None:
        """Report an error; the row is left out."""
        self.problems.append(LineProblem(row, column, message, str(value)[:200], code))
        self.bad.add(row)


class _Refused(ValueError):
    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(code)
        self.column, self.code, self.message = column, code, message


def read_rows(rows: Iterable[Row], municipalities: Mapping[str, list[tuple[int, str]]]) -> Read:
    """Understand each row. `municipalities`: key → (id, name); a key of several is ambiguous."""
    read = Read([], [], set())
    for row in rows:
        try:
            read.rows.append(_understand(row, municipalities))
        except _Refused as error:
            value = as_text(row.values.get(error.column))
            read.refuse(row.number, error.column, error.message, value=value, code=error.code)
    return read


def _understand(row: Row, municipalities: Mapping[str, list[tuple[int, str]]]) -> SchoolRow:
    values = row.values
    told = as_text(values.get("municipality"))
    found = municipalities.get(municipality_key(told), []) if told else []
    if len(found) != 1:
        message = _(
            "There is no such municipality in the region. Write its name as “Asinovsky district” or “Tomsk”."
        )
        raise _Refused("municipality", "unknown_municipality", message)
    short = as_text(values.get("short_name"))
    full = as_text(values.get("full_name")) or None
    if not short:
        raise _Refused("short_name", "blank", _("The name of the school is not given."))
    if len(short) > 200 or len(full or "") > 500:
        raise _Refused(
            "short_name", "too_long", _("The name is too long: up to 200 characters, the full one up to 500.")
        )
    municipality_id, municipality = found[0]
    return SchoolRow(
        row.number,
        municipality_id,
        municipality,
        short,
        full,
        _inn(values.get("inn")),
        as_text(values.get("address"))[:300] or None,
        _flag(values, "rural"),
        _flag(values, "small"),
        _degrees(values, "latitude", 90),
        _degrees(values, "longitude", 180),
        _decision(values.get("decision")),
        school_name(short, municipality),
    )


def _inn(value: CellValue) -> str | None:
    text = as_text(value).replace(" ", "")
    if not text:
        return None
    if len(text) in (9, 11) and text.isdigit():
        text = f"0{text}"  # Excel drops the leading zero of a number
    if not _INN.match(text):
        raise _Refused("inn", "inn", _("An INN has 10 digits (12 for a person)."))
    return text


def _flag(values: Mapping[str, CellValue], key: str) -> bool | None:
    if key not in values or values[key] is None:
        return None
    text = as_text(values[key]).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise _Refused(key, "yes_no", _("Write “да” or “нет”."))


def _degrees(values: Mapping[str, CellValue], key: str, most: int) -> float | None:
    text = as_text(values.get(key)).replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = most + 1.0
    if not -most <= number <= most:
        raise _Refused(key, "degrees", _("Write degrees as a number, such as 56.4846."))
    return number


def _decision(value: CellValue) -> str:
    text = comparable(as_text(value))
    if text and text not in _DECISIONS:
        raise _Refused("decision", "decision", _("Write “та же” or “новая”."))
    return _DECISIONS.get(text, "")


def kind_of(short: str, full: str | None) -> str:
    """The kind that the name tells: primary, basic, secondary, gymnasium, lyceum, special; otherwise other."""
    text = comparable(f"{short} {full or ''}")
    return next((kind for pattern, kind in _KINDS if re.search(pattern, text)), "other")


def founder_of(short: str, full: str | None) -> str:
    """The founder that the legal form tells; municipal when it tells nothing else."""
    texts = [comparable(full or ""), comparable(short)]
    for pattern, founder in _FOUNDERS:
        if any(re.search(pattern, text) for text in texts):
            return founder
    return "municipal"
