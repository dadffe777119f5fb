"""The same pupil under another name: a patronymic added, ё for е, perhaps another surname. Pure.

A patronymic that was added is taken as the same pupil; a changed surname is asked, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tomik.people.rules.pupils import ClassKey, Known, Listed

OTHER = "other"
"""The answer «these are two pupils»."""
Fits = Callable[[list[str], list[str]], bool]


@dataclass(frozen=True, slots=True)
class MaybeRenamed:
    """A new row that may be a pupil who would leave its class. `answer`: a pupil's id, OTHER, or nothing yet."""

    row: Listed
    candidates: tuple[Known, ...]
    answer: str = ""

    @property
    def key(self) -> str:
        """The same whenever this row meets these pupils."""
        pupils = ".".join(str(pupil.pupil_id) for pupil in self.candidates)
        told = f"{self.row.name_key}|{self.row.class_key}|{pupils}"
        return f"renamed-{sha256(told.encode()).hexdigest()[:16]}"

    @property
    def chosen(self) -> Known | None:
        """The pupil whom the answer names."""
        return next((pupil for pupil in self.candidates if str(pupil.pupil_id) == self.answer), None)


def better_name(known: str, listed: str) -> str:
    """Which name is kept of one pupil: that of the list, unless it drops the patronymic or a «ё»."""
    if _is_longer(_words(known), _words(listed)):
        return known
    same_letters = _words(known) == _words(listed)
    loses = listed.lower().count("ё") < known.lower().count("ё")
    return known if same_letters and loses else listed


def with_patronymic(rows: Sequence[Listed], free: Iterable[Known]) -> list[tuple[Listed, Known]]:
    """Rows that name a free pupil of their class with the patronymic added or dropped, where no other fits."""
    pupils = _by_home(free) if rows else {}
    fitting = [(row, _fitting(row, pupils, _one_is_longer)) for row in rows]
    wanted: dict[int, int] = defaultdict(int)
    for _row, candidates in fitting:
        for pupil in candidates:
            wanted[pupil.pupil_id] += 1
    return [(row, few[0]) for row, few in fitting if len(few) == 1 and wanted[few[0].pupil_id] == 1]


def maybe_renamed(
    rows: Sequence[Listed], gone: Iterable[Known], answers: Mapping[str, str]
) -> list[MaybeRenamed]:
    """New rows beside pupils who are gone from the same class with the same first name (and patronymic).

    A pupil who is named in an answer is no candidate for the rows after it.
    """
    pupils = _by_home(gone) if rows else {}
    found: list[MaybeRenamed] = []
    for row in rows:
        candidates = tuple(_fitting(row, pupils, _another_surname))
        if not candidates:
            continue
        asked = MaybeRenamed(row, candidates)
        answer = answers.get(asked.key, "")
        answered = MaybeRenamed(row, candidates, answer)
        taken = {one.chosen.pupil_id for one in found if one.chosen is not None}
        chosen = answered.chosen
        valid = answer == OTHER or (chosen is not None and chosen.pupil_id not in taken)
        found.append(answered if valid else asked)
    return found


def _by_home(pupils: Iterable[Known]) -> dict[ClassKey, list[Known]]:
    """Pupils by the class where the list would have them: this year's, or the one after last year's."""
    homes: dict[ClassKey, list[Known]] = defaultdict(list)
    for pupil in pupils:
        home = pupil.class_key
        if home is None and pupil.earlier_class is not None:
            home = (pupil.earlier_class[0] + 1, pupil.earlier_class[1])
        if home is not None:
            homes[home].append(pupil)
    return homes


def _fitting(row: Listed, pupils: Mapping[ClassKey, list[Known]], fits: Fits) -> list[Known]:
    there = pupils.get(row.class_key)
    if not there:
        return []
    words = _words(row.name)
    return [pupil for pupil in there if fits(_words(pupil.name), words)]


def _words(name: str) -> list[str]:
    return name.lower().replace("ё", "е").split()


def _is_longer(longer: list[str], shorter: list[str]) -> bool:
    return len(longer) > len(shorter) > 1 and longer[: len(shorter)] == shorter


def _one_is_longer(known: list[str], listed: list[str]) -> bool:
    return _is_longer(known, listed) or _is_longer(listed, known)


def _another_surname(known: list[str], listed: list[str]) -> bool:
    if known[:1] == listed[:1] or min(len(known), len(listed)) < 2:
        return False
    shorter, longer = sorted((known[1:], listed[1:]), key=len)
    return longer[: len(shorter)] == shorter
