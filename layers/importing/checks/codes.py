"""This file proposes codes for rows without one, and applies the proposals a person confirmed.

A proposal changes nothing: it is written to a file, and only rows marked yes are applied.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from layers.importing.columns import Row, confirmed
from layers.importing.existing_areas import KnownArea
from layers.importing.findings import Finding, find
from layers.messages import Message, Number
from layers.messages import message as _
from layers.sandbox.errors import JobError
from layers.spreadsheets import starts_formula
from persian.digits import to_ascii
from persian.names import display_name, similarity

COLUMNS = (
    "row",
    "name_in_file",
    "proposed_code",
    "name_of_code",
    "evidence_fa",
    "evidence_en",
    "confirmed",
)
MOST_MAPPING_BYTES = 20_000_000
# Name pairs below this similarity (persian.names.similarity) are not shown.
ALIKE = 0.75
DEGREE_KM = 111.32


@dataclass(frozen=True)
class Proposal:
    """A row and its most likely code; code is empty if there is no evidence for any.

    score: 0 to 1, half from the name, half from the position of the known point.
    """

    row: int
    name_in_file: str
    code: str
    name_of_code: str
    score: float
    evidence: Message


@dataclass(frozen=True)
class ConfirmedCode:
    """A line of a mapping file that a person marked yes."""

    row: int
    name_in_file: str
    code: str


def propose_codes(
    rows: list[Row], boundaries: dict[int, MultiPolygon], known: dict[str, KnownArea]
) -> list[Proposal]:
    """One proposal per row with a boundary, in file order.

    If two rows want one code, both say so. known: code → area in force; its anchor is looked for
    inside the new boundary.
    """
    proposals = [
        _best(row, boundaries[row.number], known) for row in rows if row.number in boundaries
    ]
    wanted = Counter(proposal.code for proposal in proposals if proposal.code)
    return [
        _contested(proposal) if wanted[proposal.code] > 1 else proposal for proposal in proposals
    ]


def write_proposals(proposals: list[Proposal], path: Path) -> None:
    """The proposals as CSV for a spreadsheet: UTF-8 with BOM, the column `confirmed` empty."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for proposal in proposals:
            line = {
                "row": proposal.row,
                "name_in_file": proposal.name_in_file,
                "proposed_code": proposal.code,
                "name_of_code": proposal.name_of_code,
                "evidence_fa": proposal.evidence.fa,
                "evidence_en": proposal.evidence.en,
                "confirmed": "",
            }
            writer.writerow({column: cell(text) for column, text in line.items()})


def read_confirmed(path: Path) -> tuple[list[ConfirmedCode], list[Finding]]:
    """The lines marked yes, and a warning for every other one.

    Raises JobError "bad_mapping" or "mapping_…" if the file cannot be read.
    """
    lines = csv.DictReader(io.StringIO(_content(path)))
    missing = {"row", "name_in_file", "proposed_code", "confirmed"} - set(lines.fieldnames or ())
    if missing:
        raise JobError("bad_mapping", missing=sorted(missing))
    taken, findings = [], []
    for line in lines:
        number = to_ascii(line["row"] or "").strip()
        if not number.isdecimal():
            raise JobError("bad_mapping", missing=["row"])
        name = uncell(line["name_in_file"] or "")
        code = to_ascii(uncell(line["proposed_code"] or "")).strip()
        if confirmed(line["confirmed"] or "") and code:
            taken.append(ConfirmedCode(int(number), name, code))
        else:
            findings.append(find("not_confirmed", row=int(number), field="code", name=name))
    return taken, findings


def apply_confirmed(rows: list[Row], taken: list[ConfirmedCode]) -> list[Finding]:
    """Give the rows their confirmed codes; a line that does not fit its row is an error."""
    by_number = {row.number: row for row in rows}
    findings = []
    for line in taken:
        row = by_number.get(line.row)
        if row is None or display_name(row.name) != display_name(line.name_in_file):
            found = row.name if row else "—"
            values: dict[str, Any] = {"name": line.name_in_file, "found": found}
            findings.append(find("mapping_of_other_file", row=line.row, field="code", **values))
        else:
            row.values["code"] = line.code
    return findings


def cell(value: object) -> str:
    """Escape a cell that a spreadsheet would run as a formula, and one that looks escaped."""
    text = str(value)
    return f"'{text}" if text.startswith("'") or starts_formula(text) else text


def uncell(text: str) -> str:
    """Undo `cell`."""
    return text[1:] if text.startswith("'") else text


def _content(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_MAPPING_BYTES + 1)
        if len(content) > MOST_MAPPING_BYTES:
            raise JobError("mapping_too_big", most_mb=MOST_MAPPING_BYTES // 1_000_000)
        return content.decode("utf-8-sig")
    except OSError:
        raise JobError("mapping_not_there", name=str(path)) from None
    except UnicodeDecodeError:
        raise JobError("mapping_not_utf8", name=str(path)) from None


def _best(row: Row, boundary: MultiPolygon, known: dict[str, KnownArea]) -> Proposal:
    shapely.prepare(boundary)
    likeness = {code: _likeness(row, area) for code, area in known.items()}
    inside = {code for code, area in known.items() if shapely.covers(boundary, area.anchor)}
    scores = {code: _score(likeness[code], code in inside) for code in known}
    code = max(sorted(scores), key=lambda each: scores[each], default="")
    if not code or scores[code] == 0:
        return _nothing(row)
    return _proposal(row, boundary, known[code], likeness[code], code in inside)


def _likeness(row: Row, area: KnownArea) -> float:
    pairs = ((row.values.get("name_fa"), area.name_fa), (row.values.get("name_en"), area.name_en))
    found = [similarity(first, second) for first, second in pairs if first and second]
    return max(found, default=0.0)


def _score(likeness: float, is_inside: bool) -> float:
    named = likeness if likeness >= ALIKE else 0.0
    return round(named / 2 + is_inside / 2, 3)


def _nothing(row: Row) -> Proposal:
    evidence = _("محدودهٔ شناخته‌ای با نام مشابه یا نقطه‌ای درون این مرز نیست.")
    return Proposal(row.number, row.name, "", "", 0.0, evidence)


def _proposal(
    row: Row, boundary: MultiPolygon, area: KnownArea, likeness: float, is_inside: bool
) -> Proposal:
    score = _score(likeness, is_inside)
    return Proposal(
        row=row.number,
        name_in_file=row.name,
        code=area.code,
        name_of_code=area.name_fa,
        score=score,
        evidence=_(
            "{name}؛ {place} (امتیاز {score}).",
            name=_name_evidence(likeness),
            place=_place_evidence(boundary, area, is_inside),
            score=Number(score, decimals=2),
        ),
    )


def _name_evidence(likeness: float) -> Message:
    if likeness == 1:
        return _("نام یکسان است")
    if likeness >= ALIKE:
        return _("نام مشابه است ({likeness})", likeness=Number(likeness, decimals=2))
    return _("نام متفاوت است")


def _place_evidence(boundary: MultiPolygon, area: KnownArea, is_inside: bool) -> Message:
    if is_inside:
        return _("نقطهٔ شناخته درون مرز است")
    away_km = shapely.distance(boundary, area.anchor) * DEGREE_KM
    return _(
        "نقطهٔ شناخته نزدیک به {distance} کیلومتر بیرون از مرز است",
        distance=Number(away_km, decimals=1),
    )


def _contested(proposal: Proposal) -> Proposal:
    evidence = _(
        "{evidence} این کد برای ردیف دیگری نیز پیشنهاد شده است.", evidence=proposal.evidence
    )
    return replace(proposal, evidence=evidence)
