"""Why textbooks lack: reasons that some schools have written beside their short lines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tomik.config.demo.chance import dice
from tomik.config.demo.facts import THIS_YEAR
from tomik.config.demo.funds import DemoFund
from tomik.config.demo.plans import DemoLine
from tomik.provision.public import ShortageReason

SHARE_EXPLAINED: Final = 0.4
NOTES: Final = {
    "growth": "Классы больше, чем в прошлом году",
    "loss": "Утрачены учениками, идёт замена",
    "defect": "Непригодны к использованию",
    "line_changed": "Переход на новую линию, закупка в два этапа",
    "expired": "Истёк предельный срок использования",
    "other": "Поставка задержана",
}
RESPONSIBLE: Final = ("библиотекарь", "заместитель директора по УВР", "контрактный управляющий")


def write_reasons(funds: list[DemoFund], plans: dict[int, list[DemoLine]], seed: int) -> int:
    """Write reasons for a part of the lines whose textbooks are short; returns how many."""
    rows = []
    for fund in funds:
        rng = dice(seed, "reasons", fund.school.index)
        for line in plans.get(fund.school.index, ()):
            causes = [fund.short_sets[one.id] for one in line.sets if one.id in fund.short_sets]
            if not causes or line.need == 0 or rng.random() >= SHARE_EXPLAINED:
                continue
            rows.append(
                ShortageReason(
                    school_id=fund.school.id,
                    line_id=line.id,
                    reason=causes[0],
                    note=NOTES[causes[0]],
                    closes_on=date(THIS_YEAR, 10, 1) + timedelta(days=rng.randrange(90)),
                    responsible=rng.choice(RESPONSIBLE),
                )
            )
    ShortageReason.objects.bulk_create(rows, batch_size=2000)
    return len(rows)
