"""Names of pupils: from one column or three, in one spelling. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from tomik.kernel.normalise import comparable, cyrillic, plain_dashes, squeeze

NAME_MAX = 200
_ALLOWED = re.compile(r"^[A-Za-zА-Яа-яЁёÀ-ſӘәҒғҚқҢңӨөҰұҮүҺһІіЇїЄєҐґ'’ʼ.\- ]+$")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LATIN = re.compile("[A-Za-z]")
_PLAIN = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?: [А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?){1,3}")
"""What most names look like already: nothing to put right."""
_PLAIN_KEY = re.compile(r"[а-я]+(?: [а-я]+)+")
_SMALL = {"оглы", "кызы", "улы", "угли", "гызы", "заде", "ибн", "фон", "де", "ван", "дер"}
_NUMBER_BEFORE = re.compile(r"^\d+[.)]\s*")


class NameRefused(ValueError):
    """The text is no name. `code`: blank, one_word, not_a_name, too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """What is wrong and what to do."""
        return {
            "blank": _("The name is not given. Write surname and first name, or delete the row."),
            "one_word": _("Only one word: surname and first name are needed."),
            "too_long": _("The name is too long. Leave the name only."),
        }.get(self.code, _("This is not a name: there are digits or signs in it. Leave the name only."))


def full_name(*parts: str) -> str:
    """«Фамилия Имя Отчество» in one spelling: spaces, dashes, Latin look-alikes and capitals put right.

    Raises NameRefused.
    """
    return _full_name(" ".join(part for part in parts if part))


@lru_cache(maxsize=200_000)
def _full_name(text: str) -> str:
    if _PLAIN.fullmatch(text) and len(text) <= NAME_MAX:
        return text
    text = _NUMBER_BEFORE.sub("", squeeze(plain_dashes(text)))
    if not text:
        raise NameRefused("blank")
    if not _ALLOWED.match(text):
        raise NameRefused("not_a_name")
    if _CYRILLIC.search(text) and _LATIN.search(text):
        text = cyrillic(text)
    words = text.split(" ")
    if len(words) < 2:
        raise NameRefused("one_word")
    if len(text) > NAME_MAX:
        raise NameRefused("too_long")
    return " ".join(_capitals(word, first=number == 0) for number, word in enumerate(words))


def _capitals(word: str, *, first: bool) -> str:
    """Words all in capitals or all in small letters get one capital; «МакДональд» stays."""
    if not first and word.lower() in _SMALL:
        return word.lower()
    if len(word) > 1 and (word.isupper() or word.islower()):
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word.upper() if len(word) == 1 else word


def name_key(name: str) -> str:
    """The key by which the same pupil is found again."""
    key = name.lower().replace("ё", "е")
    return key if _PLAIN_KEY.fullmatch(key) else comparable(name)
