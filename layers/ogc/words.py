"""This file divides a CQL2 text into words, within limits that are checked before any work."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from layers.messages import message as _
from layers.problems import BadParameter

LONGEST_TEXT = 2_000
MOST_WORDS = 500
LONGEST_NUMBER = 40
KEYWORDS = frozenset(
    (
        *("AND", "OR", "NOT", "LIKE", "ILIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE"),
        *("DATE", "TIMESTAMP", "CASEI", "S_INTERSECTS", "BBOX", "POINT"),
    )
)
WORD = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r'|(?P<quoted>"[^"]*")'
    r"|(?P<name>[^\W\d][\w.:]*)"
    r"|(?P<sign><>|<=|>=|[=<>(),]))",
)


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    NAME = "name"
    KEYWORD = "keyword"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Word:
    """A word of a filter. value: a keyword in capitals, a text without quotes, a number."""

    kind: Kind
    value: str | int | float


END = Word(Kind.END, "")


def words(text: str) -> list[Word]:
    """The words of a filter, END last. Raises BadParameter."""
    found: list[Word] = []
    position = 0
    while text[position:].strip():
        match = WORD.match(text, position)
        if match is None or len(found) >= MOST_WORDS:
            raise unreadable(text[position:].strip())
        found.append(word(match))
        position = match.end()
    return [*found, END]


def word(match: re.Match[str]) -> Word:
    kind, text = str(match.lastgroup), match.group(str(match.lastgroup))
    if kind == "text":
        return Word(Kind.TEXT, text[1:-1].replace("''", "'"))
    if kind == "number":
        return Word(Kind.NUMBER, number(text))
    if kind == "quoted":
        return Word(Kind.NAME, text[1:-1])
    if kind == "name":
        known = text.upper() in KEYWORDS
        return Word(Kind.KEYWORD, text.upper()) if known else Word(Kind.NAME, text)
    return Word(Kind.SIGN, text)


def number(text: str) -> int | float:
    """A number of ASCII digits. Raises BadParameter for one that no value of ours can reach."""
    value = float(text) if len(text) <= LONGEST_NUMBER and text.isascii() else math.inf
    if not math.isfinite(value):
        raise unreadable(text)
    return int(text) if text.lstrip("+-").isdigit() else value


def unreadable(rest: str) -> BadParameter:
    """The error of a filter that is not CQL2 text, from these letters on."""
    return BadParameter(
        "filter",
        _(
            "از «{rest}» به بعد CQL2 نیست یا پشتیبانی نمی‌شود. نمونه: {example}",
            rest=rest[:30] or "…",
            example="population > 1000 AND name_fa LIKE '%آباد'",
        ),
    )
