"""This file writes a table as an XLSX workbook: one sheet of rows, one that describes them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.exceptions import FileCreateError

from layers.catalogue import Field
from layers.exporting.columns import DAY, table_columns
from layers.exporting.describing import lines, type_of
from layers.exporting.selection import Selection, export_statement
from layers.exporting.unlinked import Draft, WholeFile
from layers.exporting.workroom import Workroom
from layers.exporting.writing import batches, counted
from layers.messages import Message, Number
from layers.messages import message as _
from layers.problems import Problem
from layers.spreadsheets import starts_formula
from persian.dates import format_short_date

HEAD_ROWS = 2
# A sheet has 1,048,576 rows.
MOST_ROWS = 1_048_576 - HEAD_ROWS
OPTIONS = {
    "constant_memory": True,
    "default_format_properties": {"font_name": "Tahoma", "font_size": 10},
}
# The locale of the digits; the cell holds a number all the same.
PERSIAN = "[$-3000429]"
HEAD = {"bg_color": "#E8EEF4", "valign": "top", "text_wrap": True}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {**HEAD, "bold": True},
    "name": {**HEAD, "font_color": "#5B6670", "reading_order": 1},
    "quoted": {"quote_prefix": True},
    "persian": {"text_wrap": True, "valign": "top", "reading_order": 2, "align": "right"},
    "english": {"text_wrap": True, "valign": "top", "reading_order": 1, "align": "left"},
    "whole": {"num_format": f"{PERSIAN}#,##0"},
    "part": {"num_format": f"{PERSIAN}#,##0.0##"},
    "year": {"num_format": f"{PERSIAN}0"},
    "degrees": {"num_format": "0.0000000"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
}
COLUMN_LOOKS = {"year_jalali": "year", "longitude": "degrees", "latitude": "degrees"}
# A day is written as a day of the spreadsheet, and once more beside it as a Jalali text.
JALALI_DAY = Field(f"{DAY}_jalali", "", "String", _("تاریخ رقم (شمسی)"))
Looks = dict[str, Any]


class BeyondSheet(Problem):
    """A selection that no sheet can hold; its words name the way out."""

    def __init__(self, detail: Message) -> None:
        super().__init__(_("این انتخاب در یک فایل اکسل جا نمی‌شود"), detail, status=422)


def write_xlsx(selection: Selection, most_bytes: int | None) -> WholeFile:
    """A workbook in constant memory. Numbers are numbers, null is an empty cell, no text runs.

    The same rows give the same bytes for a day. Raises TooLarge beyond `most_bytes`, NoRoom, and,
    before anything is written, BeyondSheet.
    """
    if counted(selection, most_bytes, most_rows=MOST_ROWS + 1) > MOST_ROWS:
        raise too_many_rows()
    with Workroom() as room, Draft(room=0, most_bytes=most_bytes) as draft:
        book = xlsxwriter.Workbook(draft.rows, OPTIONS | {"tmpdir": str(room.folder)})
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        sheet = Sheet(book, looks, selection)
        for rows in batches(*export_statement(selection, "export_csv.sql")):
            sheet.write(rows)
            room.check()
        describe(book, looks, selection, sheet)
        # The rows are copied once more when the workbook is put together.
        room.check(copies=2)
        close(book)
        return draft.finish(b"", rows=sheet.count)


def too_many_rows() -> BeyondSheet:
    return BeyondSheet(
        _(
            "یک برگهٔ اکسل بیش از {most} سطر داده جا ندارد و این انتخاب بیشتر دارد. یک استان یا"
            " شهرستان را انتخاب کنید، یا همین انتخاب را با قالب CSV یا GeoJSON بگیرید.",
            most=Number(MOST_ROWS),
        )
    )


def close(book: xlsxwriter.Workbook) -> None:
    """Put the workbook together. Raises NoRoom, and OSError as the disk raised it."""
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


class Sheet:
    """The sheet of the rows: Persian titles, names of the fields, then a row per feature."""

    def __init__(self, book: xlsxwriter.Workbook, looks: Looks, selection: Selection) -> None:
        self.count = 0
        self.columns = with_jalali(table_columns(selection))
        self._looks = looks
        self._days = [each.name == DAY for each in table_columns(selection)]
        self._own = {
            at: looks[COLUMN_LOOKS[each.name]]
            for at, each in enumerate(self.columns)
            if each.name in COLUMN_LOOKS
        }
        if selection.table:
            names = [each.name for each in self.columns]
            self._own[names.index("value")] = value_look(book, selection.table.indicator.decimals)
        self._sheet = book.add_worksheet("داده")
        self._sheet.right_to_left()
        self._sheet.freeze_panes(HEAD_ROWS, 1)
        self._sheet.set_column(0, len(self.columns) - 1, 16)
        for at, column in enumerate(self.columns):
            self._sheet.write_string(0, at, column.description.fa, looks["title"])
        for at, column in enumerate(self.columns):
            self._sheet.write_string(1, at, column.name, looks["name"])

    def write(self, rows: list[tuple]) -> None:
        """Append rows of sql/export_csv.sql. Raises BeyondSheet."""
        for row in rows:
            if self.count == MOST_ROWS:
                raise too_many_rows()
            for at, cell in enumerate(self._cells(row)):
                if cell is not None:
                    self._put(HEAD_ROWS + self.count, at, cell)
            self.count += 1

    def _cells(self, row: tuple) -> list[Any]:
        """The values of a row, a Jalali text beside each day."""
        cells: list[Any] = []
        for value, is_day in zip(row, self._days, strict=True):
            cells.append(value)
            if is_day:
                cells.append(format_short_date(value) if value else None)
        return cells

    def _put(self, row: int, at: int, cell: Any) -> None:
        if isinstance(cell, bool):
            self._sheet.write_boolean(row, at, cell)
        elif isinstance(cell, (int, float, Decimal)):
            usual = self._looks["whole" if isinstance(cell, int) else "part"]
            self._sheet.write_number(row, at, cell, self._own.get(at, usual))
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, at, cell, self._looks["day"])
        else:
            put_text(self._sheet.write_string, row, at, str(cell), self._looks)


def put_text(write_string: Callable[..., int], row: int, at: int, text: str, looks: Looks) -> None:
    """Write a text as text. One like a formula stays one when somebody edits its cell.

    Raises BeyondSheet for a text that Excel would cut.
    """
    look = looks["quoted"] if starts_formula(text) else None
    if write_string(row, at, text, look):
        raise BeyondSheet(
            _(
                "یک خانهٔ اکسل بیش از {most} نویسه جا ندارد و متنی در این انتخاب بلندتر است. همین"
                " انتخاب را با قالب CSV یا GeoJSON بگیرید.",
                most=Number(32_767),
            )
        )


def with_jalali(columns: tuple[Field, ...]) -> tuple[Field, ...]:
    """The columns of a sheet, with the Jalali text beside each day."""
    return tuple(
        each
        for column in columns
        for each in ((column, JALALI_DAY) if column.name == DAY else (column,))
    )


def value_look(book: xlsxwriter.Workbook, decimals: int) -> Any:
    """Figures with the decimals of their indicator, as on the page."""
    places = f".{'0' * decimals}" if decimals else ""
    return book.add_format({"num_format": f"{PERSIAN}#,##0{places}"})


def describe(book: xlsxwriter.Workbook, looks: Looks, selection: Selection, rows: Sheet) -> None:
    """The second sheet: what the file is and where it is from, then what each column means."""
    sheet = book.add_worksheet("راهنما")
    sheet.right_to_left()
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 3, 60)
    told = [
        (line.about.fa, line.about.en, line.fa, line.en) for line in lines(selection, rows.count)
    ]
    heads = ("نام ستون (Column)", "نوع (Type)", "معنا", "Meaning")
    meant = [
        (each.name, two_languages(type_of(each)), each.description.fa, each.description.en)
        for each in rows.columns
    ]
    for at, texts in enumerate([*told, (), heads, *meant]):
        for place, text in enumerate(texts):
            look = "title" if texts is heads else "english" if place % 2 else "persian"
            sheet.write_string(at, place, text, looks[look])
    made_on = timezone.localdate()
    book.set_properties(
        {
            "title": selection.spec.title.fa,
            "created": datetime(made_on.year, made_on.month, made_on.day),  # noqa: DTZ001, of the file
        }
    )


def two_languages(text: Message) -> str:
    return f"{text.fa} ({text.en})"
