"""This file reads an uploaded list of areas: CSV or XLSX with codes and names, or GeoJSON."""

import csv
import io
from dataclasses import dataclass, replace
from typing import Any

from layers.budget import check_budget
from layers.importing.columns import map_columns
from layers.importing.files.encoding import decode_text
from layers.importing.files.geojson import features_of, parse_json
from layers.importing.findings import refusal
from layers.importing.target_fields import (
    CODE,
    NAME_EN,
    NAME_FA,
    NEIGHBOURHOOD_CODE,
    FieldSpec,
    Target,
)
from layers.messages import Digits, Megabytes, Worded
from layers.messages import message as _
from layers.sandbox.errors import JobError
from persian.codes import read_code
from persian.names import display_name
from planning.comparing.lists import ListItem
from planning.comparing.workbook import workbook_rows
from planning.problems import BadEntry, BoundaryProblem
from planning.shapes.geojson import read_boundary

MOST_BYTES = 5_000_000
MOST_ROWS = 2_000
MOST_CELL = 400
ZIP_START = b"PK\x03\x04"
BAD_WORKBOOK = _(
    "این فایل XLSX خوانده نمی‌شود: آسیب دیده است، رمز دارد یا بیش از اندازه بزرگ است. آن را در"
    " صفحه‌گسترده باز و دوباره ذخیره کنید، یا به‌صورت CSV بدهید."
)
# The columns of a list, by the names that imports know and those of lists.
LIST = Target(
    "lists",
    fields=(
        FieldSpec("code", (*CODE, *NEIGHBOURHOOD_CODE, "کد محدوده", "شناسه", "id")),
        FieldSpec("name_fa", (*NAME_FA, "نام محله", "محله", "نام محدوده", "عنوان")),
        FieldSpec("name_en", (*NAME_EN, "english name", "name english")),
    ),
)


@dataclass(frozen=True)
class Skipped:
    """A row that could not be used. row: counted from 1 without the head."""

    row: int
    words: Worded


@dataclass(frozen=True)
class Upload:
    """The areas read from a file, and the skipped rows with the reason."""

    file_name: str
    items: tuple[ListItem, ...]
    skipped: tuple[Skipped, ...]


class Rows:
    """The rows of a file as they are read."""

    def __init__(self) -> None:
        self._items: list[ListItem] = []
        self._skipped: list[Skipped] = []
        self._row_of: dict[str, int] = {}

    def take(self, number: int, item: ListItem | None) -> None:
        """Keep the area of a row, unless it has no name or code, or the code of an earlier row."""
        if item is None:
            self.skip(number, _("نه کد دارد و نه نام. یکی را بنویسید."))
            return
        first = self._row_of.setdefault(item.code, number) if item.code else number
        if first == number:
            self._items.append(item)
            return
        words = _(
            "کد {code} پیش‌تر در ردیف {row} آمده است. یکی از دو ردیف را حذف کنید.",
            code=Digits(item.code),
            row=first,
        )
        self.skip(number, words)

    def skip(self, number: int, words: Worded) -> None:
        self._skipped.append(Skipped(number, words))

    def upload(self, file_name: str) -> Upload:
        return Upload(file_name, tuple(self._items), tuple(self._skipped))


def read_list(file_name: str, body: bytes) -> Upload:
    """The list in a file. Raises BadEntry if the file is not a list or is too long."""
    if not body or len(body) > MOST_BYTES:
        raise BadEntry(
            "file",
            _(
                "فایل خالی است یا از {most} مگابایت بزرگ‌تر است. فایل دیگری انتخاب کنید.",
                most=Megabytes(MOST_BYTES),
            ),
            status=413 if body else 422,
        )
    name = display_name(file_name[-80:])
    if body.startswith(ZIP_START):
        return list_of_rows(name, rows_of_workbook(body))
    text = decode_text(body)
    if "\x00" in text:
        raise no_text()
    if text.lstrip().startswith(("{", "[")):
        return read_geojson(name, body)
    return read_csv(name, text)


def read_csv(name: str, text: str) -> Upload:
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        raise BadEntry(
            "file",
            _("گیومه‌ای در فایل بسته نشده است. فایل را در صفحه‌گسترده باز و دوباره ذخیره کنید."),
        ) from None
    return list_of_rows(name, rows)


def rows_of_workbook(body: bytes) -> list[list[str]]:
    """The rows of an XLSX file's first sheet. Raises BadEntry."""
    try:
        return workbook_rows(body, most_rows=MOST_ROWS + 1)
    except JobError as error:
        if error.code.startswith(("archive_", "not_zip")):
            raise BadEntry("file", BAD_WORKBOOK) from None
        found = refusal(error)
        words = _("{message} {advice}", message=found.message, advice=found.advice)
        raise BadEntry("file", words) from None


def list_of_rows(name: str, rows: list[list[str]]) -> Upload:
    """The areas of a table with a head. Raises BadEntry."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    check_count(len(rows) - 1)
    columns = columns_of(rows[0])
    if "code" not in columns and "name_fa" not in columns:
        raise BadEntry(
            "file",
            _("سطر نخست فایل ستونی با نام «کد» یا «نام» ندارد. نام ستون‌ها را بنویسید."),
        )
    found = Rows()
    for number, row in enumerate(rows[1:], start=1):
        values = {
            field: row[place].strip()[:MOST_CELL]
            for field, place in columns.items()
            if place < len(row)
        }
        found.take(number, item_of(values))
    return found.upload(name)


def columns_of(head: list[str]) -> dict[str, int]:
    """The position of the column of each field found."""
    columns = [cell[:MOST_CELL] for cell in head]
    taken, _unknown = map_columns(columns, LIST)
    return {field: columns.index(column) for field, column in taken.items()}


def read_geojson(name: str, body: bytes) -> Upload:
    try:
        features = features_of(parse_json(body))
    except JobError as error:
        found = refusal(error)
        words = _("{message} {advice}", message=found.message, advice=found.advice)
        raise BadEntry("file", words) from None
    check_count(len(features))
    rows = Rows()
    for number, feature in enumerate(features, start=1):
        check_budget()
        try:
            rows.take(number, feature_item(feature))
        except BoundaryProblem as problem:
            if problem.code == "too_involved":
                # It has taken all the time that there is.
                raise
            rows.skip(number, problem.detail)
    return rows.upload(name)


def feature_item(feature: Any) -> ListItem | None:
    """The area of a feature, or None if it has neither code nor name. Raises BoundaryProblem."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return None
    columns = columns_of([str(key) for key in properties])
    cells = list(properties.values())
    values = {field: str(cells[place] or "")[:MOST_CELL] for field, place in columns.items()}
    item = item_of(values)
    return item and replace(item, boundary=read_boundary(feature.get("geometry")))


def item_of(values: dict[str, str]) -> ListItem | None:
    """The area of a row, or None if it has neither code nor name."""
    code = read_code(values.get("code", ""))
    name_fa = display_name(values.get("name_fa", "")[:200])
    if not code and not name_fa:
        return None
    return ListItem(code[:20], name_fa, display_name(values.get("name_en", "")[:200]))


def no_text() -> BadEntry:
    return BadEntry(
        "file",
        _("این فایل CSV، XLSX یا GeoJSON نیست. فهرست را از صفحه‌گسترده به‌صورت XLSX ذخیره کنید."),
    )


def check_count(count: int) -> None:
    if not 1 <= count <= MOST_ROWS:
        raise BadEntry(
            "file",
            _("فهرست باید ۱ تا {most} ردیف داشته باشد. فایل دیگری انتخاب کنید.", most=MOST_ROWS),
        )
