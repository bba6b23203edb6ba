"""This file holds findings: what an import has to say about a file, a row or a cell."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from layers.importing.messages.by_code import WORDING
from persian.digits import format_number
from persian.names import display_name

LONGEST_VALUE = 80
LONGEST_LIST = 12
# Of one question so many are told, the rest is counted: nobody reads a thousand pairs.
MOST_OF_A_QUESTION = 200


class Severity(StrEnum):
    """An error keeps the file out; a warning wants a look; a note is for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing found, in both languages, with what to do about it.

    row: 1 for the first feature of the file; None when the whole file is meant.
    field: ours (name_fa, code, boundary …), empty when no single field is meant.
    """

    row: int | None
    field: str
    severity: Severity
    code: str
    message_fa: str
    message_en: str
    advice_fa: str
    advice_en: str

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept with the import run."""
        return asdict(self)


def find(
    code: str,
    *,
    row: int | None = None,
    field: str = "",
    severity: Severity | None = None,
    **values: Any,
) -> Finding:
    """The finding of this code, worded with `values` (numbers, texts or lists of texts).

    severity: overrules the usual one of the code.
    """
    wording = WORDING[code]
    persian = {name: shown(value, lang="fa") for name, value in values.items()}
    english = {name: shown(value, lang="en") for name, value in values.items()}
    return Finding(
        row=row,
        field=field,
        severity=severity or Severity(wording.severity),
        code=code,
        message_fa=wording.fa.format(**persian),
        message_en=wording.en.format(**english),
        advice_fa=wording.advice_fa.format(**persian),
        advice_en=wording.advice_en.format(**english),
    )


def shown(value: Any, *, lang: str) -> str:
    """A value as a sentence can carry it: short, without control characters, in its digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return format_number(value, decimals=_decimals(value), lang=lang)
    if isinstance(value, list | tuple):
        items = [shown(item, lang=lang) for item in value[:LONGEST_LIST]]
        return _listed(items, more=len(value) - len(items), lang=lang)
    return printable(str(value))


def printable(text: str) -> str:
    """Text from a file made safe to print: no control or half characters, at most 80 letters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    seen = "".join(sign for sign in display_name(whole) if unicodedata.category(sign) != "Cc")
    return seen if len(seen) <= LONGEST_VALUE else seen[: LONGEST_VALUE - 1] + "…"


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings before notes; within each, the whole file first, then by row."""
    rank = list(Severity)
    return sorted(findings, key=lambda found: (rank.index(found.severity), found.row or 0))


def capped(findings: list[Finding]) -> list[Finding]:
    """The first 200 and, where there are more, a note of how many."""
    more = len(findings) - MOST_OF_A_QUESTION
    if more <= 0:
        return findings
    shown = findings[:MOST_OF_A_QUESTION]
    return [*shown, find("more_like_it", severity=shown[-1].severity, count=more)]


def count_by_severity(findings: Iterable[Finding]) -> Counter[Severity]:
    """How many findings of each severity."""
    return Counter(found.severity for found in findings)


def _decimals(value: float) -> int:
    if isinstance(value, int) or value == round(value):
        return 0
    return 2


def _listed(items: list[str], *, more: int, lang: str) -> str:
    text = ("، " if lang == "fa" else ", ").join(items)
    if not more:
        return text
    return f"{text} و {format_number(more)} دیگر" if lang == "fa" else f"{text} and {more} more"
