"""This file brings a file into a layer from the command line: `import_layer FILE --layer L`."""

import csv
import re
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from layers.importing.codes import cell, write_proposals
from layers.importing.findings import (
    Finding,
    Severity,
    count_by_severity,
    find,
    printable,
    worst_first,
)
from layers.importing.mistakes import ImportMistake
from layers.importing.request import ImportRequest
from layers.importing.run import has_errors, import_file, propose_for
from layers.importing.targets import TARGETS
from layers.models import Edition, ImportRun, Source
from persian.dates import parse_date
from persian.digits import format_number

# Exit codes: 0 all well, 1 errors in the file, 2 the command was not understood.
ERRORS_FOUND, NOT_UNDERSTOOD = 1, 2
SHOWN_FINDINGS = 20
SEVERITY_NAMES = {
    Severity.ERROR: ("خطا", "errors"),
    Severity.WARNING: ("هشدار", "warnings"),
    Severity.NOTE: ("یادداشت", "notes"),
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


class Command(BaseCommand):
    help = "Reads a file into a layer. Without --commit nothing is written: it is a trial."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON, or a shapefile in a zip")
        parser.add_argument("--layer", required=True, choices=list(TARGETS))
        parser.add_argument("--source", required=True, help="code of a known source")
        parser.add_argument("--edition", help="code of an open edition to add to")
        parser.add_argument("--mapping", type=Path, help="CSV of confirmed codes")
        parser.add_argument("--propose-mapping", type=Path, metavar="OUT.csv")
        parser.add_argument("--findings", type=Path, metavar="OUT.csv", help="all findings")
        parser.add_argument("--in-force-from", type=day, default=None, metavar="DATE")
        parser.add_argument("--title-fa", default="")
        parser.add_argument("--title-en", default="")
        parser.add_argument("--crs", type=epsg, help="overrules what the file says")
        for flag, meaning in FLAGS.items():
            parser.add_argument(flag, action="store_true", help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        request = _request(options)
        if options["propose_mapping"]:
            self._propose(request, options)
            return
        run, findings = import_file(request)
        if options["findings"]:
            _write_findings(findings, options["findings"])
        self._report(run, findings)

    def _propose(self, request: ImportRequest, options: dict[str, Any]) -> None:
        if request.target.level is None:
            raise CommandError("--propose-mapping is for areas only.", returncode=NOT_UNDERSTOOD)
        try:
            proposals, findings = propose_for(request)
        except ImportMistake as mistake:
            self._show([find(mistake.code, **mistake.values)])
            raise SystemExit(ERRORS_FOUND) from None
        out = options["propose_mapping"]
        write_proposals(proposals, out)
        self._show(findings)
        count = sum(bool(proposal.code) for proposal in proposals)
        self.stdout.write(
            f"\n{format_number(count)} کد از {format_number(len(proposals))} ردیف پیشنهاد شد:"
            f" {out}\n{count} codes proposed for {len(proposals)} rows: {out}\n"
            "در ستون confirmed «بله» بنویسید و با ‎--mapping بدهید.\n"
            "Write yes in the column confirmed and give it back with --mapping."
        )

    def _report(self, run: ImportRun, findings: list[Finding]) -> None:
        self._show(findings)
        counts = count_by_severity(findings)
        outcome = OUTCOMES[ImportRun.Outcome(run.outcome)]
        edition = f" — {run.edition.code}" if run.edition else ""
        written = run.rows_written
        lines = [("ردیف", "rows read", run.rows_read), ("ثبت‌شده", "rows written", written)]
        lines += [(*SEVERITY_NAMES[severity], counts[severity]) for severity in Severity]
        self.stdout.write("")
        for fa, en, count in lines:
            self.stdout.write(f"{format_number(count):>10}  {fa}  ·  {count} {en}")
        self.stdout.write(f"\n{outcome[0]}{edition}\n{outcome[1]}{edition}")
        if has_errors(findings):
            raise SystemExit(ERRORS_FOUND)

    def _show(self, findings: list[Finding]) -> None:
        for found in worst_first(findings)[:SHOWN_FINDINGS]:
            where_fa = f"ردیف {format_number(found.row)}: " if found.row else ""
            where_en = f"row {found.row}: " if found.row else ""
            fa, en = SEVERITY_NAMES[found.severity]
            self.stdout.write(f"[{fa}] {where_fa}{found.message_fa} {found.advice_fa}")
            self.stdout.write(f"[{en}] {where_en}{found.message_en} {found.advice_en}")
        more = len(findings) - SHOWN_FINDINGS
        if more > 0:
            self.stdout.write(
                f"… و {format_number(more)} یافتهٔ دیگر؛ همه را با ‎--findings OUT.csv بگیرید.\n"
                f"… and {more} more findings; get all of them with --findings OUT.csv."
            )


FLAGS = {
    "--commit": "write it, if no error is found",
    "--partial": "accept that areas missing in the file vanish from the map",
    "--new-codes": "accept codes of provinces and counties that were never given before",
    "--again": "load a file that was loaded before",
    "--synthetic": "mark every row as invented sample data",
    "--swap": "exchange longitude and latitude",
}
OUTCOMES = {
    ImportRun.Outcome.DRY_RUN: (
        "آزمایشی بود و چیزی نوشته نشد. برای ثبت ‎--commit بدهید.",
        "This was a trial; nothing was written. Give --commit to write it.",
    ),
    ImportRun.Outcome.COMMITTED: ("ثبت شد.", "Written."),
    ImportRun.Outcome.REFUSED: (
        "به سبب خطاهای بالا پذیرفته نشد؛ چیزی دگرگون نشده است.",
        "Refused for the errors above; nothing has changed.",
    ),
}


def day(text: str) -> date:
    """A day of either calendar."""
    found = parse_date(text)
    if found is None:
        raise ArgumentTypeError("a day like 1405/09/01 or 2026-11-22")
    return found


def epsg(text: str) -> str:
    """A coordinate system by its number, the only way one can be named."""
    found = re.fullmatch("(?:EPSG:)?([0-9]{4,6})", text.strip(), re.IGNORECASE)
    if found is None:
        raise ArgumentTypeError("a number like EPSG:32639")
    return f"EPSG:{found[1]}"


def _request(options: dict[str, Any]) -> ImportRequest:
    today = timezone.localdate()
    return ImportRequest(
        path=options["file"],
        file_name=options["file"].name,
        layer=options["layer"],
        source=_source(options["source"]),
        edition=_edition(options["edition"], TARGETS[options["layer"]].level, today),
        in_force_from=options["in_force_from"] or today,
        **{name: options[name] for name in ("mapping", "crs", "title_fa", "title_en")},
        **{flag[2:].replace("-", "_"): options[flag[2:].replace("-", "_")] for flag in FLAGS},
    )


def _source(code: str) -> Source:
    source = Source.objects.filter(code=code).first()
    if source is None:
        known = "\n".join(f"  {each.code}  {each.title_fa}" for each in Source.objects.all())
        raise CommandError(
            f"منبعی به نام «{printable(code)}» نیست. منبع‌ها:\n"
            f"There is no source “{printable(code)}”. The sources are:\n{known or '  —'}",
            returncode=NOT_UNDERSTOOD,
        )
    return source


def _edition(code: str | None, level: str | None, today: date) -> Edition | None:
    if code is None:
        return None
    open_ones = Edition.objects.filter(level=level or "").exclude(in_force_to__lt=today)
    edition = open_ones.filter(code=code).first()
    if edition is None:
        known = "\n".join(f"  {each.code}  {each.title_fa}" for each in open_ones)
        raise CommandError(
            f"ویرایش بازی به نام «{printable(code)}» برای این لایه نیست. ویرایش‌های باز:\n"
            f"There is no open edition “{printable(code)}” of this layer. Open are:\n"
            f"{known or '  —'}",
            returncode=NOT_UNDERSTOOD,
        )
    return edition


def _write_findings(findings: list[Finding], path: Path) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, FINDING_COLUMNS)
        writer.writeheader()
        for found in worst_first(findings):
            line = found.as_json()
            writer.writerow({name: cell("" if line[name] is None else line[name]) for name in line})
