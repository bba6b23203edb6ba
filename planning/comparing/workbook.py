"""This file reads the rows of an XLSX workbook's first sheet, in a confined process.

Pure standard library: a workbook is a ZIP of XML parts. The jobs run in the sandbox, because the
bytes are not trusted.
"""

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from layers.importing.files.zip import checked_members
from layers.sandbox.errors import JobError
from layers.sandbox.limits import Limits
from layers.sandbox.run import workshop

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TEXTS = "xl/sharedStrings.xml"
MOST_PART_BYTES = 50_000_000
MOST_COLUMNS = 200
MOST_CELL = 400
READ_SECONDS = 10
CHUNK_BYTES = 1 << 16
WORKBOOK_LIMITS = Limits(
    file_bytes=5_000_000,
    archive_members=1_000,
    archive_bytes=MOST_PART_BYTES,
    memory_bytes=1_500_000_000,
    output_bytes=20_000_000,
)


def workbook_rows(body: bytes, *, most_rows: int) -> list[list[str]]:
    """The rows of the first sheet as texts, at most one more than most_rows. Raises JobError."""
    with workshop(WORKBOOK_LIMITS) as shop:
        (shop.folder / "book.xlsx").write_bytes(body)
        request = {"input": "book.xlsx", "output": "rows.json", "most_rows": most_rows + 1}
        shop.run("planning.comparing.workbook:read_job", request, seconds=READ_SECONDS)
        rows: list[list[str]] = json.loads((shop.folder / "rows.json").read_text("utf-8"))
    return rows


def read_job(request: dict[str, Any]) -> dict[str, Any]:
    """Read a workbook and leave its rows as JSON in request["output"]."""
    try:
        with zipfile.ZipFile(request["input"]) as archive:
            checked_members(archive.infolist(), WORKBOOK_LIMITS)
            rows = _rows(archive, request["most_rows"])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise JobError("archive_damaged") from error
    except (expat.ExpatError, LookupError, ValueError) as error:
        # A part that is missing (KeyError), or in an encoding that Python does not know.
        raise JobError("archive_damaged") from error
    Path(request["output"]).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return {}


def _rows(archive: zipfile.ZipFile, most: int) -> list[list[str]]:
    names = set(archive.namelist())
    texts = _Texts()
    if TEXTS in names:
        texts.read(archive, TEXTS)
    sheet = _Sheet(texts.found, most)
    sheet.read(archive, _first_sheet(archive))
    return sheet.rows


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The name of the part of the first sheet."""
    book, relations = _Elements("sheet"), _Elements("Relationship")
    book.read(archive, WORKBOOK)
    relations.read(archive, RELATIONS)
    targets = {each.get("Id"): each.get("Target", "") for each in relations.found}
    wanted = (
        next((value for name, value in book.found[0].items() if name.endswith(":id")), None)
        if book.found
        else None
    )
    target = targets.get(wanted, "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Part:
    """A reader of one XML part; elements are named without their prefix."""

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read a part. Raises KeyError where there is none, ExpatError for bad XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: self.start(_bare(tag), given)
        parser.EndElementHandler = lambda tag: self.end(_bare(tag))
        parser.CharacterDataHandler = self.characters
        # No part of a workbook has a document type; with one come entities that grow.
        parser.StartDoctypeDeclHandler = _refuse
        left = MOST_PART_BYTES
        with archive.open(name) as part:
            while not self.is_done and (chunk := part.read(CHUNK_BYTES)):
                left -= len(chunk)
                if left < 0:
                    raise JobError("archive_too_big", most_mb=MOST_PART_BYTES // 1_000_000)
                parser.Parse(chunk, False)

    is_done = False

    def start(self, tag: str, given: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def characters(self, text: str) -> None: ...


class _Elements(_Part):
    """The attributes of all elements of a name."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == self.wanted:
            self.found.append(given)


class _Texts(_Part):
    """The shared texts, without readings (rPh)."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.is_text = False
        self.in_reading = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        self.in_reading += tag == "rPh"
        self.is_text = tag == "t" and not self.in_reading
        if tag == "si":
            self.parts = []

    def end(self, tag: str) -> None:
        self.in_reading -= tag == "rPh"
        self.is_text = False
        if tag == "si":
            self.found.append("".join(self.parts)[:MOST_CELL])

    def characters(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)


class _Sheet(_Part):
    """The rows of a sheet: texts, numbers as they are written, errors as nothing."""

    def __init__(self, texts: list[str], most: int) -> None:
        self.texts, self.most = texts, most
        self.rows: list[list[str]] = []
        self.row: list[str] = []
        self.kind = ""
        self.place = 0
        self.parts: list[str] = []
        self.is_value = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row = []
        elif tag == "c":
            self.kind, self.parts = given.get("t", "n"), []
            self.place = _column(given.get("r", "")) if given.get("r") else len(self.row)
        self.is_value = tag in ("v", "t")

    def end(self, tag: str) -> None:
        self.is_value = False
        if tag == "c" and self.place < MOST_COLUMNS:
            self.row += [""] * (self.place + 1 - len(self.row))
            self.row[self.place] = self.text()
        elif tag == "row" and any(cell.strip() for cell in self.row):
            self.rows.append(self.row)
            self.is_done = len(self.rows) > self.most

    def characters(self, text: str) -> None:
        if self.is_value:
            self.parts.append(text)

    def text(self) -> str:
        value = "".join(self.parts)[:MOST_CELL]
        if self.kind == "s":
            place = int(value or -1)
            return self.texts[place] if 0 <= place < len(self.texts) else ""
        if self.kind == "e":
            return ""
        return value.removesuffix(".0") if self.kind == "n" else value


def _bare(tag: str) -> str:
    return tag.rpartition(":")[2]


def _column(reference: str) -> int:
    """The place of a column from a reference such as C5, counted from 0. Raises ValueError."""
    place = 0
    for letter in reference.rstrip("0123456789").upper():
        place = place * 26 + ord(letter) - ord("A") + 1
        if not 1 <= place <= 20_000:
            raise ValueError(reference[:20])
    if not place:
        raise ValueError(reference[:20])
    return place - 1


def _refuse(*_given: Any) -> None:
    raise JobError("archive_damaged")
