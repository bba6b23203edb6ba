"""This file defines findings: what an import reports about a file, a row or a cell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from layers.importing.messages.by_code import TEXTS
from layers.importing.messages.entry import Severity
from layers.messages import Message
from layers.sandbox.errors import JobError, ReaderDied

# Findings listed per question; the rest is counted, because a thousand pairs are unreadable.
MOST_OF_A_QUESTION = 200


@dataclass(frozen=True)
class Finding:
    """One finding, and what to do about it.

    row: 1 for the first feature of the file; None for the whole file. field: ours (name_fa, code,
    boundary …), empty if it concerns no single field.
    """

    row: int | None
    field: str
    severity: Severity
    code: str
    message: Message
    advice: Message

    def as_json(self) -> dict[str, Any]:
        """The finding as stored with the import run, in both languages."""
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
    """The finding with this code, worded with `values`.

    severity: overrides the default of the code.
    """
    usual, message, advice = TEXTS[code]
    filled = message.with_values(**values), advice.with_values(**values)
    return Finding(row, field, severity or usual, code, *filled)


def refusal(error: JobError) -> Finding:
    """The finding for an error that ended the import.

    An unknown code can only come from a malfunctioning confined process.
    """
    if error.code not in TEXTS:
        return find(ReaderDied.code, status=error.code)
    return find(error.code, **error.values)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort: errors, warnings, notes; within each, the whole file first, then by row."""
    rank = list(Severity)
    return sorted(findings, key=lambda found: (rank.index(found.severity), found.row or 0))


def capped(findings: list[Finding]) -> list[Finding]:
    """The first 200 and, if there are more, a note with their number."""
    more = len(findings) - MOST_OF_A_QUESTION
    if more <= 0:
        return findings
    shown = findings[:MOST_OF_A_QUESTION]
    return [*shown, find("more_like_it", severity=shown[-1].severity, count=more)]


def count_by_severity(findings: Iterable[Finding]) -> Counter[Severity]:
    """The number of findings of each severity."""
    return Counter(found.severity for found in findings)
