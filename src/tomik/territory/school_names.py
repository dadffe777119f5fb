"""Names of schools and municipalities as offices write them, made comparable. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tomik.kernel.normalise import comparable, cyrillic

ALIKE_LEAST = 0.94
_PLACE_WORDS = re.compile(
    r"\b(?:муниципальн\w+ (?:образовани\w+|район\w*|округ\w*)|городск\w+ округ\w*|закрыт\w+ административно"
    r" территориальн\w+ образовани\w+|мо|го|мр|город\w*|гор|г|зато|район\w*|р н)\b"
)
_LEGAL = re.compile(
    r"^(?:(?:муниципальн|областн|государственн|федеральн|частн|автономн|бюджетн|казенн|некоммерческ|"
    r"негосударственн|общеобразовательн|образовательн|оздоровительн)\w+ |специальное коррекционное )+"
    r"(?:учреждение|организация)\s*|^(?:м|ог|г|ф|ч|но|ан)[абкг]{0,2}(?:с к |с |о)?оо?у(?=\s|сош|оош|нош|$)\s*"
)
_LONG_FORMS = (
    (re.compile(r"средн\w+ (?:общеобразовательн\w+ )?школ\w+"), "сош"),
    (re.compile(r"основн\w+ (?:общеобразовательн\w+ )?школ\w+"), "оош"),
    (re.compile(r"начальн\w+ (?:общеобразовательн\w+ )?школ\w+"), "нош"),
    (re.compile(r"вечерн\w+ (?:сменн\w+ )?(?:общеобразовательн\w+ )?школ\w+"), "в с ош"),
    (re.compile(r"специальн\w+ коррекционн\w+ (?:общеобразовательн\w+ )?школ\w+ интернат\w*"), "с к оши"),
    (re.compile(r"специальн\w+ коррекционн\w+ (?:общеобразовательн\w+ )?школ\w+"), "с к ош"),
)
_OBLAST = re.compile(r"\b\w+(?:ой|ая) области?\b")
_HONOUR = re.compile(r"\b(?:имени|им)\b.*?(?=\b(?:г|города?|с|п|пос|д|рп)\b \w+$|$)")
_QUOTES = re.compile(r"[«»„“”\"']")
_NUMBER = re.compile(r"\b(\d{1,4})\b")
_KINDS = ("сош", "оош", "нош", "гимназия", "лицей", "в с ош", "с к оши", "с к ош")


@lru_cache(maxsize=5_000)
def municipality_key(name: str) -> str:
    """«г. Томск», «город Томск», «Томск» are one; «Томский район», «Томский р-н» are another."""
    return re.sub(r"\s+", " ", _PLACE_WORDS.sub(" ", comparable(cyrillic(name)))).strip()


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A school's name taken apart. `core` has neither legal form nor place of the municipality nor honour."""

    exact: str
    core: str
    kind: str
    number: str


@lru_cache(maxsize=20_000)
def school_name(name: str, municipality: str = "") -> SchoolName:
    """The parts of a name; the municipality's own name in it means nothing («г. Томска», «Томского района»)."""
    exact = comparable(_QUOTES.sub(" ", cyrillic(name)))
    core = _LEGAL.sub("", exact).strip()
    for pattern, short in _LONG_FORMS:
        core = pattern.sub(short, core)
    core = _HONOUR.sub(" ", core)
    core = _OBLAST.sub(" ", core)
    stem = municipality_key(municipality)[:-2]
    if len(stem) >= 3:
        place = rf"\b(?:(?:г|гор|города?|городского округа|зато)\s+)?{re.escape(stem)}\w{{0,4}}(?: района?| р на?)?\b"
        core = re.sub(place, " ", core) if re.sub(place, " ", core).strip() not in ("", *_KINDS) else core
    core = re.sub(r"\s+", " ", re.sub(r"(?<=[а-я])(?=\d)", " ", core)).strip()
    kind = next((one for one in _KINDS if re.search(rf"\b{one}\b", core)), "")
    number = _NUMBER.search(core)
    return SchoolName(exact, core, kind, number[1] if number else "")


def are_alike(one: SchoolName, other: SchoolName) -> bool:
    """Whether a person must say if these are one school: the same core, the same kind and number, or a slip of pen."""
    if one.core == other.core:
        return True
    if one.kind and other.kind and one.kind != other.kind:
        return False
    if one.number or other.number:
        return one.number == other.number and one.kind == other.kind != ""
    return SequenceMatcher(None, one.core, other.core).ratio() >= ALIKE_LEAST
