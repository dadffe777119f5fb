"""Subjects of the school curriculum in the order of reports, with the names that lists use for them; pure.

Source: federal curricula of 2024/25 (ФОП НОО, ООО, СОО) and the headings of the federal list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tomik.kernel.normalise import comparable


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """A subject: its code, name, area, and other names of the same subject."""

    code: str
    name: str
    area: str
    aliases: tuple[str, ...] = ()


_RUSSIAN: Final = "Русский язык и литература"
_NATIVE: Final = "Родной язык и родная литература"
_FOREIGN: Final = "Иностранные языки"
_MATHS: Final = "Математика и информатика"
_SOCIAL: Final = "Общественно-научные предметы"
_NATURE: Final = "Естественно-научные предметы"
_ART: Final = "Искусство"
_SPORT: Final = "Физическая культура и основы безопасности и защиты Родины"

KNOWN_SUBJECTS: Final = (
    KnownSubject("russian", "Русский язык", _RUSSIAN),
    KnownSubject("reading", "Литературное чтение", _RUSSIAN, ("Чтение (Литературное чтение)", "Чтение")),
    KnownSubject("literature", "Литература", _RUSSIAN),
    KnownSubject(
        "native-language",
        "Родной язык",
        _NATIVE,
        ("Родной язык и (или) государственный язык республики Российской Федерации", "Родной (русский) язык"),
    ),
    KnownSubject("native-reading", "Литературное чтение на родном языке", _NATIVE),
    KnownSubject("native-literature", "Родная литература", _NATIVE),
    KnownSubject("foreign", "Иностранный язык", _FOREIGN, ("Английский язык",)),
    KnownSubject("second-foreign", "Второй иностранный язык", _FOREIGN),
    KnownSubject("mathematics", "Математика", _MATHS),
    KnownSubject("algebra", "Алгебра", _MATHS),
    KnownSubject("algebra-analysis", "Алгебра и начала математического анализа", _MATHS),
    KnownSubject("geometry", "Геометрия", _MATHS),
    KnownSubject("probability", "Вероятность и статистика", _MATHS),
    KnownSubject("informatics", "Информатика", _MATHS),
    KnownSubject("world", "Окружающий мир", "Обществознание и естествознание (Окружающий мир)"),
    KnownSubject("history", "История", _SOCIAL),
    KnownSubject("social-studies", "Обществознание", _SOCIAL),
    KnownSubject("geography", "География", _SOCIAL),
    KnownSubject("physics", "Физика", _NATURE),
    KnownSubject("chemistry", "Химия", _NATURE),
    KnownSubject("biology", "Биология", _NATURE),
    KnownSubject(
        "religious-ethics",
        "Основы религиозных культур и светской этики",
        "Основы религиозных культур и светской этики",
        ("ОРКСЭ",),
    ),
    KnownSubject(
        "moral-culture",
        "Основы духовно-нравственной культуры народов России",
        "Основы духовно-нравственной культуры народов России",
        ("ОДНКНР", "Духовно-нравственная культура России"),
    ),
    KnownSubject("art", "Изобразительное искусство", _ART, ("ИЗО",)),
    KnownSubject("music", "Музыка", _ART),
    KnownSubject("technology", "Труд (технология)", "Технология", ("Технология", "Труд")),
    KnownSubject("sport", "Физическая культура", _SPORT, ("Физкультура",)),
    KnownSubject(
        "safety",
        "Основы безопасности и защиты Родины",
        _SPORT,
        ("Основы безопасности жизнедеятельности", "ОБЖ", "ОБЗР"),
    ),
    KnownSubject("project", "Индивидуальный проект", ""),
)

_ALIASES: Final = {
    comparable(alias): comparable(known.name) for known in KNOWN_SUBJECTS for alias in known.aliases
}
_NAMES: Final = {comparable(known.name): known.name for known in KNOWN_SUBJECTS}
# The list keeps all of mathematics under one heading; plans name its parts.
_PARTS_OF_MATHEMATICS: Final = (
    ("алгебра и начала математического анализа", "Алгебра и начала математического анализа"),
    ("геометрия", "Геометрия"),
    ("вероятность", "Вероятность и статистика"),
    ("алгебра", "Алгебра"),
)


def subject_key(name: str) -> str:
    """A key under which all names of one subject meet."""
    key = comparable(name)
    return _ALIASES.get(key, key)


def subject_of(subject_name: str, title: str) -> str:
    """The subject of a textbook: a part of mathematics when the end of the title names it.

    Without a subject the title itself may be one («Русский язык»).
    """
    if not subject_name:
        return _NAMES.get(subject_key(title), "")
    if subject_key(subject_name) != "математика":
        return subject_name
    end = comparable(title.rsplit(". ", 1)[-1])
    for beginning, name in _PARTS_OF_MATHEMATICS:
        if end.startswith(beginning):
            return name
    return subject_name
