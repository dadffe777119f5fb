"""Search over 100,000 editions: p95 of what people type into the one field."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import psycopg

from benchmarks import Bench, Measurement, benchmark, percentile, sample_ms

SETS = 60_000
SUBJECTS = (
    "Русский язык", "Литературное чтение", "Математика", "Алгебра", "Геометрия", "Физика", "Химия",
    "Биология", "География", "История России", "Всеобщая история", "Обществознание", "Информатика",
    "Английский язык", "Немецкий язык", "Музыка", "Изобразительное искусство", "Технология",
    "Физическая культура", "Окружающий мир", "Литература", "Основы безопасности жизнедеятельности",
)  # fmt: skip
EXTRA = ("", "Базовый курс", "Практикум", "Рабочая тетрадь", "Хрестоматия", "Сборник задач", "Атлас", "Тесты")
SYLLABLES = (
    "ва",
    "ле",
    "ник",
    "ова",
    "мер",
    "зля",
    "ко",
    "тра",
    "бун",
    "фёд",
    "гор",
    "цы",
    "бул",
    "шин",
    "ро",
)
PUBLISHERS = ("Просвещение", "Дрофа", "Русское слово", "Вентана-Граф", "Мнемозина", "Бином", "Академкнига")
QUERIES = (
    "математика", "математики 5 класс", "алг", "алгебра 7", "русск", "русского языка 6 кл", "ист", "история",
    "всеобщей истории", "химия 9 просвещение", "физ", "физика перышкин", "окружающ", "окружающего мира 2",
    "англ", "английский язык 4 класс дрофа", "геометрии", "био", "биология 8", "хрестоматия литература 10",
    "учебник", "у", "к", "5 класс", "изобразительное", "основы безоп", "атлас география 7", "97850", "978-5-09",
    "1.1.2", "нетакогослова", "информатик тесты", "федор", "технология 5 6",
)  # fmt: skip


def fill(generator: random.Random) -> None:
    """100,000 editions in 60,000 sets, with the words and repeats of life."""
    from django.db import connection, transaction

    from tomik.catalogue.public import NewPart, NewSet, create_sets

    surnames = ["".join(generator.choices(SYLLABLES, k=3)).capitalize() for _ in range(6000)]
    for start in range(0, SETS, 5000):
        news = []
        for number in range(start, start + 5000):
            grade = generator.randint(1, 11)
            parts = 2 if number % 3 else 1
            title = ". ".join(filter(None, (generator.choice(SUBJECTS), generator.choice(EXTRA))))
            news.append(
                NewSet(
                    title=title,
                    authors=", ".join(f"{generator.choice(surnames)} А.Б." for _ in range(3)),
                    publisher=generator.choice(PUBLISHERS),
                    grade_from=grade,
                    grade_to=grade,
                    parts=parts,
                    new_parts=[
                        NewPart(isbn=f"97850{generator.randrange(10**8):08}", year=2010 + number % 17)
                        for _ in range(parts)
                    ],
                )
            )
        with transaction.atomic():
            create_sets(news)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_edition")
        assert cursor.fetchone()[0] == 100_000


@benchmark(name="search_ms", unit="ms", target=30, data="empty")
def search_editions(bench: Bench) -> Measurement:
    """Answers with their parts and subjects, as the screen shows them; p95 over all queries."""
    from tomik.catalogue.public import search

    fill(random.Random(1))
    with psycopg.connect(bench.owner_dsn, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE catalogue_edition")
        owner.execute("VACUUM ANALYZE catalogue_editionset")
    samples: list[float] = []
    slowest = ("", 0.0)
    for query in QUERIES:
        times = sample_ms(partial(search, query), times=15)
        samples += times
        slowest = max(slowest, (query, percentile(times, 95)), key=lambda pair: pair[1])
    return Measurement(
        value=percentile(samples, 95),
        limit=bare_index_ms(bench.app_dsn),
        limit_name="the index alone: ids of 300 hits of one word",
        note=f"100,000 editions, {len(QUERIES)} queries; p50 {percentile(samples, 50):.1f} ms, "
        f"slowest «{slowest[0]}» {slowest[1]:.1f} ms",
    )


def bare_index_ms(dsn: str) -> float:
    """The machine's own limit: ids by the index, nothing ranked and nothing read beside."""
    sql = "SELECT id FROM catalogue_edition WHERE search @@ to_tsquery('russian', %s) LIMIT 300"
    with psycopg.connect(dsn, autocommit=True) as connection:

        def fetch(word: str) -> list[Any]:
            return connection.execute(sql, [word]).fetchall()

        words = ("математика", "алгебра", "история", "химия")
        samples = [one for word in words for one in sample_ms(partial(fetch, word), times=25)]
    return percentile(samples, 95)
