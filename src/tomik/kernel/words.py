"""Numbers and sums in Russian words, as acts write them. Pure; forms are Russian in every language of the screen."""

from __future__ import annotations

from tomik.kernel.money import KOPECKS_PER_ROUBLE

_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
         "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать",
         "девятнадцать")  # fmt: skip
_TENS = (
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
)
_HUNDREDS = (
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
)
_FEMININE = {"один": "одна", "два": "две"}
_GROUPS = (
    ((), False),
    (("тысяча", "тысячи", "тысяч"), True),
    (("миллион", "миллиона", "миллионов"), False),
    (("миллиард", "миллиарда", "миллиардов"), False),
    (("триллион", "триллиона", "триллионов"), False),
)
Forms = tuple[str, str, str]
COPIES: Forms = ("экземпляр", "экземпляра", "экземпляров")
ROUBLES: Forms = ("рубль", "рубля", "рублей")
KOPECKS: Forms = ("копейка", "копейки", "копеек")


def plural(number: int, forms: Forms) -> str:
    """The form of a noun after a number: 1 экземпляр, 2 экземпляра, 5 экземпляров."""
    rest = abs(number) % 100
    if 11 <= rest <= 14:
        return forms[2]
    return forms[0] if rest % 10 == 1 else forms[1] if 2 <= rest % 10 <= 4 else forms[2]


def in_words(number: int, *, feminine: bool = False) -> str:
    """A whole number in words: 21 → «двадцать один». Below zero with «минус»; up to 10¹⁵."""
    if not -(10**15) < number < 10**15:
        raise ValueError("the number is too large for words")
    if number == 0:
        return "ноль"
    words = ["минус"] if number < 0 else []
    groups = []
    rest = abs(number)
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    for power in range(len(groups) - 1, -1, -1):
        names, is_feminine = _GROUPS[power]
        if groups[power]:
            words += _below_thousand(groups[power], feminine=feminine if power == 0 else is_feminine)
            words += [plural(groups[power], names)] if names else []
    return " ".join(words)


def _below_thousand(number: int, *, feminine: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = (0, rest) if rest < len(_ONES) else divmod(rest, 10)
    one = _FEMININE.get(_ONES[ones], _ONES[ones]) if feminine else _ONES[ones]
    return [word for word in (_HUNDREDS[hundreds], _TENS[tens], one) if word]


def copies_in_words(copies: int) -> str:
    """«25 (двадцать пять) экземпляров»."""
    return f"{grouped(copies)} ({in_words(copies)}) {plural(copies, COPIES)}"


def sum_in_words(kopecks: int) -> str:
    """«1 250 (одна тысяча двести пятьдесят) рублей 50 копеек»."""
    roubles, rest = divmod(kopecks, KOPECKS_PER_ROUBLE)
    return f"{grouped(roubles)} ({in_words(roubles)}) {plural(roubles, ROUBLES)} {rest:02d} {plural(rest, KOPECKS)}"


def grouped(number: int) -> str:
    """A whole number with its thousands apart, unbreakable: «12 345»."""
    return f"{number:,}".replace(",", "\u00a0")


def amount(kopecks: int) -> str:
    """A sum in figures, as forms print it: «12 345,60»."""
    roubles, rest = divmod(abs(kopecks), KOPECKS_PER_ROUBLE)
    return f"{'−' if kopecks < 0 else ''}{grouped(roubles)},{rest:02d}"
