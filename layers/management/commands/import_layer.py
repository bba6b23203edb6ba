"""This file imports a file into a layer from the command line: `import_layer FILE --layer L`."""

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from layers.importing.checks.codes import write_proposals
from layers.importing.findings import Finding, refusal
from layers.importing.report import both, finding_lines, summary_lines, write_findings
from layers.importing.request import ImportRequest
from layers.importing.run import has_errors, import_file, propose_for
from layers.importing.target_fields import TARGETS
from layers.messages import Message, Verbatim, counted
from layers.messages import message as _
from layers.models import Edition, Source
from layers.sandbox.errors import JobError
from persian.dates import parse_date

# Exit codes: 0 success, 1 errors in the file, 2 invalid arguments.
ERRORS_FOUND, NOT_UNDERSTOOD = 1, 2
FLAGS = {
    "--commit": "write it, if no error is found",
    "--partial": "accept that areas missing in the file vanish from the map",
    "--new-codes": "accept codes of provinces and counties that were never given before",
    "--again": "load a file that was loaded before",
    "--synthetic": "mark every row as invented sample data",
    "--swap": "exchange longitude and latitude",
}
# A right-to-left mark before a flag in a Persian sentence, so that its dashes stay on its left.
DIRECTION_MARKS = "\u200e\u200f"


class Command(BaseCommand):
    help = "Reads a file into a layer. Without --commit nothing is written: it is a trial."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON, or a shapefile in a zip")
        parser.add_argument("--layer", required=True, help=f"one of {', '.join(TARGETS)}")
        parser.add_argument("--source", required=True, help="code of a known source")
        parser.add_argument("--edition", help="code of an open edition to add to")
        parser.add_argument("--mapping", type=Path, metavar="FILE.csv", help="confirmed codes")
        parser.add_argument("--propose-mapping", type=Path, metavar="OUT.csv")
        parser.add_argument("--findings", type=Path, metavar="OUT.csv", help="all findings")
        parser.add_argument("--in-force-from", metavar="DATE", help="of a new edition")
        parser.add_argument("--title-fa", default="", help="of a new edition")
        parser.add_argument("--title-en", default="", help="of a new edition")
        parser.add_argument("--crs", help="overrules what the file says")
        for flag, meaning in FLAGS.items():
            parser.add_argument(flag, action="store_true", help=meaning)

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv([_without_marks(argument) for argument in argv])

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("propose_mapping", "findings"):
            _check_folder(options[name])
        request = _request(options)
        if options["propose_mapping"]:
            findings = self._propose(request, options["propose_mapping"])
        else:
            run, findings = import_file(request)
            self._write([*finding_lines(findings), "", *summary_lines(run, findings)])
        if options["findings"]:
            write_findings(findings, options["findings"])
        if has_errors(findings):
            raise SystemExit(ERRORS_FOUND)

    def _propose(self, request: ImportRequest, out: Path) -> list[Finding]:
        if request.target.level is None:
            raise _not_understood(_("پیشنهاد کد تنها برای لایه‌های مرز است."))
        try:
            proposals, findings = propose_for(request)
        except JobError as mistake:
            findings = [refusal(mistake)]
            self._write(finding_lines(findings))
            return findings
        write_proposals(proposals, out)
        count, rows = sum(bool(each.code) for each in proposals), len(proposals)
        self._write(finding_lines(findings))
        proposed = counted(
            "{count} کد برای {rows} ردیف در {path} پیشنهاد شد."
            " در ستون confirmed «بله» بنویسید و فایل را با ‎--mapping بدهید.",
            count=count,
            rows=rows,
            path=Verbatim(str(out)),
        )
        self._write(["", *both(proposed)])
        return findings

    def _write(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(line)


def _not_understood(text: Message, known: Iterable[str] = ()) -> CommandError:
    """The error in both languages, with the list of accepted values."""
    lines = [*both(text), *(f"  {each}" for each in known)]
    return CommandError("\n".join(lines), returncode=NOT_UNDERSTOOD)


def _day(text: str) -> date:
    """Parse a day of either calendar. Raises CommandError."""
    found = parse_date(text)
    if found is None:
        raise _not_understood(
            _("«{text}» تاریخ نیست. مانند ۱۴۰۵/۰۹/۰۱ یا 2026-11-22 بنویسید.", text=text)
        )
    return found


def _epsg(text: str) -> str:
    """Parse a coordinate system, given by its EPSG number only. Raises CommandError."""
    found = re.fullmatch("(?:EPSG:)?([0-9]{4,6})", text.strip(), re.IGNORECASE)
    if found is None:
        raise _not_understood(
            _("«{text}» سیستم مختصات نیست. شماره‌ای مانند EPSG:32639 بدهید.", text=text)
        )
    return f"EPSG:{found[1]}"


def _layer(name: str) -> str:
    """Check the name of a layer that files can be loaded into. Raises CommandError."""
    if name not in TARGETS:
        raise _not_understood(
            _("لایه‌ای با نام «{name}» فایل نمی‌پذیرد. لایه‌ها:", name=name), TARGETS
        )
    return name


def _without_marks(argument: str) -> str:
    bare = argument.lstrip(DIRECTION_MARKS)
    return bare if bare.startswith("--") else argument


def _check_folder(out: Path | None) -> None:
    """Raise CommandError early if an output file cannot be written."""
    if out is not None and not os.access(out.parent, os.W_OK):
        raise _not_understood(
            _("در پوشهٔ «{folder}» نمی‌توان نوشت.", folder=Verbatim(str(out.parent)))
        )


def _request(options: dict[str, Any]) -> ImportRequest:
    today = timezone.localdate()
    flags = [flag[2:].replace("-", "_") for flag in FLAGS]
    taken = ["mapping", "title_fa", "title_en", *flags]
    layer, crs, day = _layer(options["layer"]), options["crs"], options["in_force_from"]
    return ImportRequest(
        path=options["file"],
        file_name=options["file"].name,
        layer=layer,
        source=_source(options["source"]),
        edition=_edition(options["edition"], TARGETS[layer].level, today),
        in_force_from=_day(day) if day else today,
        crs=_epsg(crs) if crs else None,
        **{name: options[name] for name in taken},
    )


def _source(code: str) -> Source:
    source = Source.objects.filter(code=code).first()
    if source is None:
        known = [f"{each.code}  {each.title_fa}" for each in Source.objects.all()]
        raise _not_understood(_("منبعی با کد «{code}» نیست. منبع‌ها:", code=code), known)
    return source


def _edition(code: str | None, level: str | None, today: date) -> Edition | None:
    """The edition to add to: of the layer's level, and not ended yet."""
    if code is None:
        return None
    open_ones = Edition.objects.filter(level=level or "").exclude(in_force_to__lt=today)
    edition = open_ones.filter(code=code).first()
    if edition is None:
        known = [f"{each.code}  {each.title_fa}" for each in open_ones]
        raise _not_understood(
            _("این لایه ویرایش بازی با کد «{code}» ندارد. ویرایش‌های باز:", code=code), known
        )
    return edition
