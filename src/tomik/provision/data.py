"""Facts of the federal programme that forms need, with their sources."""

from __future__ import annotations

# Unified state textbooks: calendar year of introduction -> (code of the subject, grades).
# History: nsn.fm 23.08.2025, tass.ru/obschestvo/24854601; social studies: abbv.ru; Russian and literature: ng.ru/news/822026.
UNIFIED_STARTS: dict[int, tuple[tuple[str, tuple[int, ...]], ...]] = {
    2023: (("history", (10, 11)),),
    2025: (("history", (5, 6, 7)),),
    2026: (("history", (8, 9)), ("social-studies", (9, 10, 11))),
    2027: (("russian", (10, 11)), ("literature", (10, 11))),
    2028: (("russian", tuple(range(1, 10))), ("literature", (5, 6, 7, 8, 9)), ("reading", (1, 2, 3, 4))),
}
