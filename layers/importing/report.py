"""This file formats an import's result: as text for a terminal, and as a CSV of all findings."""

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from layers.importing.checks.codes import cell
from layers.importing.findings import Finding, Severity, count_by_severity, worst_first
from layers.messages import Message, counted, message
from layers.messages import message as _
from layers.models import ImportRun

SHOWN_FINDINGS = 30
# Findings printed per kind; the rest is counted.
SHOWN_OF_A_KIND = 3
TAGS = {Severity.ERROR: _("خطا"), Severity.WARNING: _("هشدار"), Severity.NOTE: _("نکته")}
COUNTS = {
    Severity.ERROR: counted("{count} خطا"),
    Severity.WARNING: counted("{count} هشدار"),
    Severity.NOTE: counted("{count} نکته"),
}
OUTCOMES = {
    ImportRun.Outcome.DRY_RUN: _("این اجرا آزمایشی بود و چیزی نوشته نشد. برای ثبت ‎--commit بدهید."),
    ImportRun.Outcome.COMMITTED: _("داده ثبت شد."),
    ImportRun.Outcome.REFUSED: _("داده به سبب خطاهای بالا پذیرفته نشد و چیزی تغییر نکرد."),
}
FINDING_COLUMNS = (
    "severity",
    "row",
    "field",
    "code",
    "message_fa",
    "advice_fa",
    "message_en",
    "advice_en",
)


def finding_lines(findings: list[Finding]) -> Iterator[str]:
    """The findings, worst first, Persian above English; long kinds are cut short."""
    shown = 0
    ordered = sorted(worst_first(findings), key=_kind)
    for _kind_of, of_a_kind in groupby(ordered, key=_kind):
        alike = list(of_a_kind)
        written = alike[: SHOWN_OF_A_KIND if len(alike) > SHOWN_OF_A_KIND + 1 else len(alike)]
        for found in written:
            yield from _lines_of(found)
        if len(written) < len(alike):
            yield from _lines_of_more(alike[len(written) :])
        shown += len(written)
        if shown >= SHOWN_FINDINGS:
            break


def summary_lines(run: ImportRun, findings: list[Finding]) -> Iterator[str]:
    """The counts, and the outcome for the file."""
    counts = count_by_severity(findings)
    for line in (
        counted("{count} ردیف خوانده شد", count=run.rows_read),
        counted("{count} ردیف ثبت شد", count=run.rows_written),
        *(COUNTS[severity].with_values(count=counts[severity]) for severity in Severity),
    ):
        yield f"{line.fa}  |  {line.en}"
    outcome = OUTCOMES[ImportRun.Outcome(run.outcome)]
    if run.edition and run.outcome == ImportRun.Outcome.COMMITTED:
        outcome = _("داده در ویرایش {edition} ثبت شد.", edition=run.edition.code)
    yield from both(outcome)


def both(text: Message) -> Iterator[str]:
    """The text in Persian and, on a line below, in English."""
    yield text.fa
    yield text.en


def write_findings(findings: list[Finding], path: Path) -> None:
    """All findings as CSV for a spreadsheet: UTF-8 with BOM."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, FINDING_COLUMNS)
        writer.writeheader()
        for found in worst_first(findings):
            line = found.as_json()
            writer.writerow({name: cell("" if line[name] is None else line[name]) for name in line})


def _kind(found: Finding) -> tuple[int, str]:
    return list(Severity).index(found.severity), found.code


def _lines_of(found: Finding) -> Iterator[str]:
    tag = TAGS[found.severity]
    if found.row:
        tag = _("{severity} در ردیف {row}", severity=tag, row=found.row)
    texts = {"tag": tag, "message": found.message, "advice": found.advice}
    yield from both(message("[{tag}] {message} {advice}", **texts))


def _lines_of_more(alike: list[Finding]) -> Iterator[str]:
    rows = [found.row for found in alike if found.row]
    if rows:
        more = counted("    … {count} ردیف دیگر مانند این: {rows}", count=len(alike), rows=rows)
    else:
        more = _("    … {count} مورد دیگر مانند این", count=len(alike))
    yield from both(more)
