"""This file maps columns to fields and converts cells to values."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from layers.importing.files.read import Feature
from layers.importing.findings import Finding, find
from layers.importing.target_fields import FieldKind, FieldSpec, Target
from layers.parameters import UNREADABLE
from persian.codes import read_code
from persian.dates import parse_date
from persian.digits import parse_number, to_ascii
from persian.names import display_name, fold

# Characters that a .dbf keeps of a column name.
DBF_NAME = 10
YES = {"yes", "true", "1", "بله", "بلی", "آری", "درست"}
NO = {"no", "false", "0", "خیر", "نه", "نادرست", ""}
_PERSIAN_LETTER = re.compile("[\u0600-\u06ff]")
# The characters left of a Persian text that was saved in an encoding without Persian.
_DESTROYED = re.compile(r"[?\ufffd\s]*[?\ufffd][?\ufffd\s]*")
# Identifier columns used in place of codes: sources without codes have no other key of a row.
STAND_IN_COLUMNS = {fold(name) for name in ("id", "@id", "osm_id", "ref", "شناسه")}


class BadCell(Exception):
    """A cell whose value its field cannot take."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Row:
    """A feature with its cells converted. values: by field name; empty cells are absent."""

    feature: Feature
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.feature.row

    @property
    def name(self) -> str:
        """The name by which messages refer to the row."""
        return str(self.values.get("name_fa") or self.values.get("name_en") or "")


def map_columns(columns: list[str], target: Target) -> tuple[dict[str, str], list[Finding]]:
    """Field name → column of the file, and a note on the unused columns."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(column_key(column), column)
    taken: dict[str, str] = {}
    for spec in target.fields:
        column_found = next((by_key[key] for key in _keys(spec) if key in by_key), None)
        if column_found is not None and column_found not in taken.values():
            taken[spec.name] = column_found
    unknown = [column for column in columns if column not in taken.values()]
    found = [find("unknown_columns", columns=unknown)] if unknown else []
    return taken, found


def column_key(column: str) -> str:
    """The comparison key of a column name; "name:fa", "name_fa" and «NAME FA» have the same key."""
    return fold(column)


def _keys(spec: FieldSpec) -> list[str]:
    """All column names accepted for this field; whole names first, then as a .dbf cuts them."""
    names = (spec.name, *spec.aliases)
    whole = [column_key(name) for name in names]
    return whole + [column_key(name[:DBF_NAME]) for name in names if len(name) > DBF_NAME]


def map_rows(
    features: list[Feature], columns: dict[str, str], target: Target
) -> tuple[list[Row], list[Finding]]:
    """Convert every cell to its field's value; bad cells are reported."""
    findings: list[Finding] = []
    rows = []
    for feature in features:
        row = Row(feature)
        for spec in target.fields:
            if spec.name in columns:
                _map_cell(row, spec, feature.properties.get(columns[spec.name]), findings)
        _sort_names(row)
        rows.append(row)
    return rows, findings


def confirmed(text: str) -> bool:
    """Whether a cell means yes."""
    return display_name(to_ascii(text)).casefold() in YES


def _map_cell(row: Row, spec: FieldSpec, cell: Any, findings: list[Finding]) -> None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return
    try:
        value = PARSERS[spec.kind](cell, spec)
        if isinstance(value, str) and len(value) > spec.longest:
            raise BadCell("too_long", most=spec.longest)
    except BadCell as bad:
        findings.append(find(bad.code, row=row.number, field=spec.name, **bad.values))
        return
    if isinstance(cell, str) and UNREADABLE.search(cell):
        found = find("unreadable_characters", row=row.number, field=spec.name, found=value)
        findings.append(found)
    if value != "":
        row.values[spec.name] = value


def _sort_names(row: Row) -> None:
    """Take a "name" in Latin letters only as the English name."""
    name = row.values.get("name_fa", "")
    if name and not _PERSIAN_LETTER.search(name) and name.isascii():
        row.values.setdefault("name_en", name)
        del row.values["name_fa"]


def _text(cell: Any, spec: FieldSpec) -> str:
    whole = str(cell).encode("utf-8", "replace").decode("utf-8")
    return display_name(whole)


def _name(cell: Any, spec: FieldSpec) -> str:
    name = _text(cell, spec)
    if _DESTROYED.fullmatch(name):
        raise BadCell("name_destroyed", found=name)
    return name


def _code(cell: Any, spec: FieldSpec) -> str:
    return read_code(_text(cell, spec))


def _membership(cell: Any, spec: FieldSpec) -> str:
    """The code of the area above. A name there is not used: names are not keys."""
    code = _code(cell, spec)
    if not any(sign.isdigit() for sign in code):
        raise BadCell("name_for_code", found=str(cell))
    return code


def _count(cell: Any, spec: FieldSpec) -> int:
    number = parse_number(str(cell))
    if number is None or number < 0 or number > spec.most or number != int(number):
        raise BadCell("not_a_count", found=str(cell))
    return int(number)


def _truth(cell: Any, spec: FieldSpec) -> bool:
    word = _code(cell, spec).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell("not_yes_or_no", found=str(cell))


def _day(cell: Any, spec: FieldSpec) -> date:
    day = parse_date(str(cell))
    if day is None:
        raise BadCell("not_a_date", found=str(cell))
    return day


def _choice(cell: Any, spec: FieldSpec) -> str:
    stored = spec.folded_choices.get(fold(str(cell)))
    if stored is None:
        raise BadCell("not_a_choice", found=str(cell), known=list(spec.choices))
    return stored


PARSERS: dict[FieldKind, Callable[[Any, FieldSpec], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NAME: _name,
    FieldKind.CODE: _code,
    FieldKind.MEMBERSHIP: _membership,
    FieldKind.COUNT: _count,
    FieldKind.TRUTH: _truth,
    FieldKind.DAY: _day,
    FieldKind.CHOICE: _choice,
}
