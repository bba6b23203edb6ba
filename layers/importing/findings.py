"""This file holds findings: what an import has to say about a file, a row or a cell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from layers.importing.messages.by_code import TEXTS
from layers.importing.messages.entry import Severity
from layers.messages import Message
from layers.sandbox.errors import JobError, ReaderDied

# Of one question so many are listed, the rest is counted: a thousand pairs are too many to read.
MOST_OF_A_QUESTION = 200


@dataclass(frozen=True)
class Finding:
    """One thing found, and what to do about it.

    row: 1 for the first feature of the file; None when the whole file is meant.
    field: ours (name_fa, code, boundary …), empty when no single field is meant.
    """

    row: int | None
    field: str
    severity: Severity
    code: str
    message: Message
    advice: Message

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept with the import run, in both languages."""
        return {
            "row": self.row,
            "field": self.field,
            "severity": self.severity,
            "code": self.code,
            "message_fa": self.message.fa,
            "message_en": self.message.en,
            "advice_fa": self.advice.fa,
            "advice_en": self.advice.en,
        }


def find(
    code: str,
    *,
    row: int | None = None,
    field: str = "",
    severity: Severity | None = None,
    **values: Any,
) -> Finding:
    """The finding of this code, worded with `values`.

    severity: overrules the usual one of the code.
    """
    usual, message, advice = TEXTS[code]
    filled = message.with_values(**values), advice.with_values(**values)
    return Finding(row, field, severity or usual, code, *filled)


def refusal(error: JobError) -> Finding:
    """The finding that an error which ended the import amounts to.

    A code that we do not have can only come from a confined process that is out of order.
    """
    if error.code not in TEXTS:
        return find(ReaderDied.code, status=error.code)
    return find(error.code, **error.values)


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
