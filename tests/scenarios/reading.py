"""Read the scenario tables of `tests/scenarios/provision/*.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tomik.provision import rules

FOLDER = Path(__file__).parent / "provision"
FILES = sorted(FOLDER.glob("*.txt"))

USABLE_PLACES = frozenset({"фонд", "класс", "читатель", "учитель", "обменный фонд"})
OTHER_PLACES = frozenset({"непригодно", "в пути", "передано", "утрачено", "списано"})
STATES = {
    "полно": rules.State.FULL,
    "с чужими": rules.State.LOANED,
    "истёк": rules.State.EXPIRED,
    "не хватает": rules.State.SHORT,
    "не нужно": rules.State.EMPTY,
}
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Tables of one file, by name."""

    name: str
    tables: dict[str, list[Row]]

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


def read(path: Path) -> Scenario:
    """Return the tables; raises ValueError with the line number for a row of the wrong width."""
    tables: dict[str, list[Row]] = {}
    name, header = "", None
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            continue
        if not line:
            name, header = "", None
        elif not name:
            name = line
            tables[name] = []
        elif header is None:
            header = [cell.strip() for cell in line.split("|")]
        else:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != len(header):
                raise ValueError(f"{path.name}:{number}: {len(cells)} cells, expected {len(header)}")
            tables[name].append(dict(zip(header, cells, strict=True)))
    return Scenario(path.stem, tables)


def split_class(name: str) -> tuple[int, str]:
    """Return grade and letter of «5А»."""
    found = re.fullmatch(r"(\d+)(.*)", name)
    if found is None:
        raise ValueError(name)
    return int(found[1]), found[2].strip()


def norm(text: str) -> tuple[rules.Per, int]:
    """Return the norm of a plan row: «ученик», «двое», «комплект 15»."""
    if text.startswith("комплект"):
        return rules.Per.CLASS_SET, int(text.removeprefix("комплект"))
    return {"ученик": rules.Per.PUPIL, "двое": rules.Per.TWO}[text], 0


def sets_of(scenario: Scenario) -> dict[str, rules.TextbookSet]:
    """Return the sets by title; interchangeable ones share a pool."""
    pools: dict[str, int] = {}
    result = {}
    for number, row in enumerate(scenario.rows("УЧЕБНИКИ"), start=1):
        mark = row["взаимозаменяемы"]
        pool = pools.setdefault(row["учебник"] if mark == "-" else f"={mark}", number)
        result[row["учебник"]] = rules.TextbookSet(number, pool, int(row["частей"]))
    return result


def school_of(scenario: Scenario) -> rules.School:
    """Return the school of a scenario as the pure rules see it."""
    sets = sets_of(scenario)
    classes = {
        row["класс"]: rules.ClassGroup(i, *split_class(row["класс"]), int(row["учеников"]))
        for i, row in enumerate(scenario.rows("КЛАССЫ"), start=1)
    }
    return rules.School(
        classes=tuple(classes.values()),
        sets=tuple(sets.values()),
        stock=tuple(_stock(scenario, sets)),
        lines=tuple(_lines(scenario, sets, classes)),
    )


def _stock(scenario: Scenario, sets: dict[str, rules.TextbookSet]) -> Iterator[rules.Stock]:
    expired = {row["учебник"] for row in scenario.rows("УЧЕБНИКИ") if row["срок"] == "истёк"}
    for row in scenario.rows("ФОНД"):
        if row["где"] not in USABLE_PLACES:
            assert row["где"] in OTHER_PLACES, row
            continue
        own, borrowed = int(row["свои"]), int(row["чужие"])
        key, part = sets[row["учебник"]].id, int(row["часть"])
        if row["учебник"] in expired:
            yield rules.Stock(key, part, expired=own + borrowed)
        else:
            yield rules.Stock(key, part, own=own, borrowed=borrowed)


def _lines(
    scenario: Scenario,
    sets: dict[str, rules.TextbookSet],
    classes: dict[str, rules.ClassGroup],
) -> Iterator[rules.Line]:
    for number, row in enumerate(scenario.rows("ПЛАН"), start=1):
        per, class_set = norm(row["на кого"])
        medium, licences = row.get("носитель", "печатный"), row.get("лицензий", "0")
        yield rules.Line(
            id=number,
            class_id=classes[row["класс"]].id,
            subject=row["предмет"],
            sets=tuple(sets[title.strip()].id for title in row["учебники"].split("+")),
            learners=None if row["учеников"] == "-" else int(row["учеников"]),
            per=per,
            class_set=class_set,
            is_electronic=medium == "электронный",
            licences=int(licences),
            electronic_allowed=row["электронный"] == "можно",
        )


def answer(scenario: Scenario, result: rules.Provision) -> dict[str, list[Row]]:
    """Return the result in the words of the scenario's answer tables."""
    titles = {item.id: title for title, item in sets_of(scenario).items()}
    plan = dict(enumerate(scenario.rows("ПЛАН"), start=1))
    words = {state: word for word, state in STATES.items()}
    demands = [
        {
            "класс": plan[d.line]["класс"],
            "предмет": plan[d.line]["предмет"],
            "группа": plan[d.line]["группа"],
            "учебник": titles[d.set_id],
            "нужно": str(d.need),
            "есть": str(d.covered),
            "нужно эл.": str(d.need_electronic),
            "электронных": str(d.covered_electronic),
            "без учебника": str(d.learners_without),
            "состояние": words[d.state],
        }
        for d in result.demands
    ]
    surplus = {pool.pool: pool.surplus for pool in result.pools}
    asked = [row["учебник"] for row in scenario.rows("ИЗЛИШЕК")]
    pools = {title: item.pool for title, item in sets_of(scenario).items()}
    tenths = result.totals.per_mille
    school = {
        "нужно": str(result.totals.need),
        "есть": str(result.totals.covered),
        "процент": "-" if tenths is None else f"{tenths // 10},{tenths % 10}",
        "учеников": str(result.pupils),
        "с полным комплектом": str(result.pupils_full),
    }
    return {
        "ОЖИДАЕТСЯ": demands,
        "ИЗЛИШЕК": [{"учебник": t, "комплектов": str(surplus[pools[t]])} for t in asked],
        "ШКОЛА": [school],
    }


def check(scenario: Scenario, result: rules.Provision) -> None:
    """Assert that the result says exactly what the scenario's answer tables say."""
    got = answer(scenario, result)

    def unordered(rows: list[Row]) -> list[list[str]]:
        return sorted(list(row.values()) for row in rows)

    for table in ("ОЖИДАЕТСЯ", "ИЗЛИШЕК", "ШКОЛА"):
        expected = scenario.rows(table)
        columns = list(expected[0]) if expected else []
        shown = [{column: row[column] for column in columns} for row in got[table]] if expected else []
        assert unordered(shown) == unordered(expected), table
