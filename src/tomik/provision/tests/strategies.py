"""Random small schools for the property tests and for the comparison with SQL."""

from __future__ import annotations

from hypothesis import strategies as st

from tomik.provision import rules

SUBJECTS = ("Алгебра", "Биология", "История", "Ёлки", "Физика")
small = st.integers(0, 12)


@st.composite
def schools(draw: st.DrawFn) -> rules.School:
    """Return a school with 1-4 classes, pools of one or two editions and a plan of 0-8 lines."""
    classes = tuple(
        rules.ClassGroup(i, draw(st.integers(1, 3)), f"{'АБВГ'[i]}", draw(st.integers(0, 30)))
        for i in range(draw(st.integers(1, 4)))
    )
    sets = tuple(
        rules.TextbookSet(i + 1, draw(st.integers(1, 4)), draw(st.integers(1, 3)))
        for i in range(draw(st.integers(1, 5)))
    )
    stock = tuple(
        rules.Stock(item.id, part, draw(small), draw(small), draw(small))
        for item in sets
        for part in range(1, item.parts + 1)
        if draw(st.booleans())
    )
    count = draw(st.integers(0, 8))
    lines = tuple(draw(_line(i + 1, len(classes), len(sets))) for i in range(count))
    return rules.School(classes, sets, stock, lines)


@st.composite
def _line(draw: st.DrawFn, key: int, classes: int, sets: int) -> rules.Line:
    per = draw(st.sampled_from(rules.Per))
    return rules.Line(
        id=key,
        class_id=draw(st.integers(0, classes - 1)),
        subject=draw(st.sampled_from(SUBJECTS)),
        sets=tuple(draw(st.sets(st.integers(1, sets), min_size=1, max_size=2))),
        learners=draw(st.none() | st.integers(0, 30)),
        per=per,
        class_set=draw(st.integers(1, 20)) if per is rules.Per.CLASS_SET else 0,
        is_electronic=draw(st.booleans()),
        licences=draw(small),
        electronic_allowed=draw(st.booleans()),
    )
