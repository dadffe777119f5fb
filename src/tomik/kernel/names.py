"""Russian names in the genitive and the dative, as papers name people: «комиссии в составе Петровой А.А.».

A wrong form offends and spoils a paper, so a name stays as it is written whenever its form is not sure: a surname that a
man and a woman incline differently when only initials are given, a fleeting vowel, Latin letters, an unknown order.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from pytrovich.enums import Case as _Case
from pytrovich.enums import Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker


class Case(Enum):
    """The cases that papers need."""

    GENITIVE = _Case.GENITIVE
    DATIVE = _Case.DATIVE


_INITIALS = re.compile(r"(?:[А-ЯЁ]\.-?){1,3}")
_WORD = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]+)*|[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})*")
_MALE_PATRONYMIC, _FEMALE_PATRONYMIC = (
    re.compile(r"(?i).+(?:вич|ьич|мич|нич|кич)$"),
    re.compile(r"(?i).+(?:вна|чна)$"),
)
_MALE = re.compile(r"(?i)..+(?:ов|ев|ёв|ин|ын|ский|цкий)$")
_FEMALE = re.compile(r"(?i)..+(?:ова|ева|ёва|ина|ына|ская|цкая|ая)$")
_FLEETING = re.compile(r"(?i).+(?:[яе]ц|[её]л|ень|[ое]к|ёк|ей)$")
_NOUNS = frozenset(
    [
        "сова",
        "корова",
        "подкова",
        "обнова",
        "основа",
        "дубрава",
        "калина",
        "малина",
        "рябина",
        "былина",
        "осина",
        "крушина",
        "глина",
        "щетина",
        "перина",
        "лучина",
        "мякина",
    ]
)
"""Surnames that are nouns: a man and a woman incline them otherwise than Иванова."""


@cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


def inclined(name: str, case: Case) -> str:
    """A name in a case: «Петров П.П.» → «Петрову П.П.». Initials and spaces stay; an unsure name stays whole."""
    tokens = re.split(r"(\s+|(?<=\.)(?=[А-ЯЁ][а-яё]))", name)
    words = {
        place: token
        for place, token in enumerate(tokens)
        if token and not token.isspace() and not _INITIALS.fullmatch(token)
    }
    if not words or not all(_WORD.fullmatch(word) for word in words.values()):
        return name
    parts = _parts(list(words.values()))
    if parts is None:
        return name
    gender = _gender(dict(zip(parts, words.values(), strict=True)))
    for part, (place, word) in zip(parts, words.items(), strict=True):
        form = _form(word, part, case, gender)
        if form is None:
            return name
        tokens[place] = form
    return "".join(tokens)


def _parts(words: list[str]) -> list[NamePart] | None:
    """What each word is, or None when it cannot be told."""
    surname, first, patronymic = NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME
    if len(words) == 1:
        return [surname]
    if len(words) != 3:
        return None
    if _is_patronymic(words[2]) and not _is_patronymic(words[1]):
        return [surname, first, patronymic]
    if _is_patronymic(words[1]) and not _is_patronymic(words[2]):
        return [first, patronymic, surname]
    return None


def _is_patronymic(word: str) -> bool:
    return bool(_MALE_PATRONYMIC.match(word) or _FEMALE_PATRONYMIC.match(word))


def _gender(words: dict[NamePart, str]) -> Gender | None:
    """By the patronymic, else by the surname's own ending; None when neither tells."""
    patronymic = words.get(NamePart.MIDDLENAME)
    if patronymic is not None:
        return Gender.FEMALE if _FEMALE_PATRONYMIC.match(patronymic) else Gender.MALE
    told = {_told(word) for word in words[NamePart.LASTNAME].split("-")} - {None}
    return told.pop() if len(told) == 1 else None


def _told(surname: str) -> Gender | None:
    if surname.lower() in _NOUNS:
        return None
    return Gender.FEMALE if _FEMALE.match(surname) else Gender.MALE if _MALE.match(surname) else None


def _form(word: str, part: NamePart, case: Case, gender: Gender | None) -> str | None:
    """The form, or None when it is not sure."""
    if part is NamePart.LASTNAME and any(_is_unsure(one, gender) for one in word.split("-")):
        return None
    genders = [gender] if gender is not None else [Gender.MALE, Gender.FEMALE]
    forms = {_maker().make(part, one, case.value, word) for one in genders}
    return forms.pop() if len(forms) == 1 else None


def _is_unsure(surname: str, gender: Gender | None) -> bool:
    """A man's surname with a fleeting vowel; a noun that looks like a woman's surname."""
    return surname.lower() in _NOUNS or (gender is not Gender.FEMALE and bool(_FLEETING.match(surname)))


_POSTS = {
    "директор": ("директора", "директору"),
    "заместитель": ("заместителя", "заместителю"),
    "заведующий": ("заведующего", "заведующему"),
    "заведующая": ("заведующей", "заведующей"),
    "руководитель": ("руководителя", "руководителю"),
    "учитель": ("учителя", "учителю"),
    "библиотекарь": ("библиотекаря", "библиотекарю"),
    "педагог": ("педагога", "педагогу"),
    "педагог-библиотекарь": ("педагога-библиотекаря", "педагогу-библиотекарю"),
    "бухгалтер": ("бухгалтера", "бухгалтеру"),
    "методист": ("методиста", "методисту"),
    "секретарь": ("секретаря", "секретарю"),
    "завхоз": ("завхоза", "завхозу"),
    "председатель": ("председателя", "председателю"),
    "член": ("члена", "члену"),
    "главный": ("главного", "главному"),
    "старший": ("старшего", "старшему"),
}
_ADJECTIVES = frozenset({"главный", "старший"})


def inclined_post(post: str, case: Case) -> str:
    """A post in a case: «главный бухгалтер» → «главному бухгалтеру». A post that is not known stays as it is."""
    place = 0 if case is Case.GENITIVE else 1
    words = post.split(" ")
    for index, word in enumerate(words):
        forms = _POSTS.get(word.lower())
        if forms is None:
            return post
        form = forms[place]
        words[index] = form.capitalize() if word[:1].isupper() else form
        if word.lower() not in _ADJECTIVES:
            break
    return " ".join(words)
