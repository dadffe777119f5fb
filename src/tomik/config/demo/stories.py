"""The schools and people kept for log-in, each with a story to look at (told in README.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "tomik-demo-2026"  # noqa: S105 - the printed password of the demo region


@dataclass(frozen=True, slots=True)
class Story:
    """A school with a part to play: where it stands, how big it is, what is special."""

    key: str
    place: str
    kind: str
    pupils: int
    is_rural: bool = False
    has_branch: bool = False


STORIES: Final = (
    Story("growth", "tomsk", "secondary", 905),
    Story("switch", "asinovsky", "secondary", 520),
    Story("village", "bakcharsky", "secondary", 71, is_rural=True, has_branch=True),
    Story("three-a", "kozhevnikovsky", "basic", 47, is_rural=True),
    Story("three-b", "kozhevnikovsky", "basic", 62, is_rural=True),
    Story("three-c", "kozhevnikovsky", "primary", 24, is_rural=True),
)
SCHOOLS_MIN: Final = len(STORIES)


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo region: `units` are story keys of schools, keys of municipalities, or «region»."""

    username: str
    full_name: str
    role_code: str
    units: tuple[str, ...]
    role: str
    sees: str

    @property
    def password(self) -> str:
        """The same for everyone in the demo region."""
        return PASSWORD

    @property
    def email(self) -> str:
        """An address that no mail reaches."""
        return f"{self.username}@example.org"


LOGINS: Final = (
    Login(
        "librarian",
        "Мельникова Ольга Викторовна",
        "librarian",
        ("growth",),
        "Библиотекарь",
        "городская школа на 900 учеников: детей больше, чем книг",
    ),
    Login(
        "village",
        "Зимина Надежда Петровна",
        "librarian",
        ("village",),
        "Библиотекарь",
        "сельская школа на 70 учеников с филиалом: много излишков",
    ),
    Login(
        "switch",
        "Громова Татьяна Сергеевна",
        "librarian",
        ("switch",),
        "Библиотекарь",
        "школа сменила УМК: на полках книги с истёкшим сроком",
    ),
    Login(
        "three",
        "Кузьмина Лидия Ивановна",
        "librarian",
        ("three-a", "three-b", "three-c"),
        "Библиотекарь",
        "три сельские школы у одного библиотекаря",
    ),
    Login(
        "head",
        "Соболев Андрей Николаевич",
        "head",
        ("growth",),
        "Директор",
        "городская школа на 900 учеников",
    ),
    Login(
        "teacher",
        "Рябова Елена Юрьевна",
        "teacher",
        ("growth",),
        "Классный руководитель",
        "городская школа на 900 учеников",
    ),
    Login(
        "accountant",
        "Власова Ирина Михайловна",
        "accountant",
        ("growth",),
        "Бухгалтер",
        "городская школа на 900 учеников",
    ),
    Login(
        "coordinator",
        "Орлова Марина Александровна",
        "coordinator",
        ("bakcharsky",),
        "Муниципальный координатор",
        "Бакчарский район",
    ),
    Login(
        "operator",
        "Назарова Светлана Павловна",
        "operator",
        ("region",),
        "Региональный оператор",
        "вся область",
    ),
    Login(
        "department",
        "Тихонов Сергей Васильевич",
        "department",
        ("region",),
        "Департамент образования",
        "вся область, только чтение",
    ),
    Login(
        "administrator", "Ершов Павел Олегович", "administrator", ("region",), "Администратор", "вся область"
    ),
)


def demo_logins() -> list[tuple[str, str, str]]:
    """(who, user name, password) for the table that the launcher prints."""
    return [(f"{login.role}: {login.sees}", login.username, login.password) for login in LOGINS]
