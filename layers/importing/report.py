"""This file puts an import into words: for a terminal, and as a CSV of all findings."""

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from layers.importing.checks.codes import cell
from layers.importing.findings import Finding, Severity, count_by_severity, worst_first
from layers.models import ImportRun
from persian.digits import format_number

SHOWN_FINDINGS = 30
# Of findings of one kind so many are written out; the rest is counted.
SHOWN_OF_A_KIND = 3
SEVERITY_NAMES = {
    Severity.ERROR: ("خطا", "error"),
    Severity.WARNING: ("هشدار", "warning"),
    Severity.NOTE: ("یادداشت", "note"),
}
OUTCOMES = {
    ImportRun.Outcome.DRY_RUN: (
        "آزمایشی بود و چیزی نوشته نشد. برای ثبت ‎--commit بدهید.",
        "This was a trial; nothing was written. Give --commit to write it.",
    ),
    ImportRun.Outcome.COMMITTED: ("ثبت شد", "Written"),
    ImportRun.Outcome.REFUSED: (
        "به سبب خطاهای بالا پذیرفته نشد؛ چیزی دگرگون نشده است.",
        "Refused for the errors above; nothing has changed.",
    ),
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
    """The findings, worst first, Persian above English; many of one kind are cut short."""
    shown = 0
    ordered = sorted(worst_first(findings), key=_kind)
    for _, of_a_kind in groupby(ordered, key=_kind):
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
    """A small table of counts and what became of the file."""
    counts = count_by_severity(findings)
    rows = [
        ("ردیف خوانده‌شده", "rows read", run.rows_read),
        ("ردیف ثبت‌شده", "rows written", run.rows_written),
    ]
    rows += [
        (SEVERITY_NAMES[severity][0], f"{SEVERITY_NAMES[severity][1]}s", counts[severity])
        for severity in Severity
    ]
    for fa, en, count in rows:
        yield f"{format_number(count):>8}  {fa}  |  {count} {en}"
    fa, en = OUTCOMES[ImportRun.Outcome(run.outcome)]
    if run.edition and run.outcome == ImportRun.Outcome.COMMITTED:
        fa, en = f"{fa}: ویرایش {run.edition.code}", f"{en}: edition {run.edition.code}"
    yield fa
    yield en


def write_findings(findings: list[Finding], path: Path) -> None:
    """All findings as a CSV that a spreadsheet opens: UTF-8 with BOM."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, FINDING_COLUMNS)
        writer.writeheader()
        for found in worst_first(findings):
            line = found.as_json()
            writer.writerow({name: cell("" if line[name] is None else line[name]) for name in line})


def _kind(found: Finding) -> tuple[int, str]:
    return list(Severity).index(found.severity), found.code


def _lines_of(found: Finding) -> Iterator[str]:
    fa, en = SEVERITY_NAMES[found.severity]
    where_fa = f" ردیف {format_number(found.row)}" if found.row else ""
    where_en = f" row {found.row}" if found.row else ""
    yield f"[{fa}{where_fa}] {found.message_fa} {found.advice_fa}"
    yield f"[{en}{where_en}] {found.message_en} {found.advice_en}"


def _lines_of_more(alike: list[Finding]) -> Iterator[str]:
    rows = [found.row for found in alike if found.row]
    some = rows[:10]
    if not some:
        yield f"    … و {format_number(len(alike))} تای دیگر مانند این"
        yield f"    … and {len(alike)} more like it"
        return
    dots = " …" if len(rows) > len(some) else ""
    fa = "، ".join(format_number(row) for row in some)
    en = ", ".join(map(str, some))
    yield f"    … و {format_number(len(alike))} ردیف دیگر مانند این: {fa}{dots}"
    yield f"    … and {len(alike)} more like it: rows {en}{dots}"
