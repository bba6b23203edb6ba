"""This file writes layers as GeoJSON and CSV into whole files."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg2
from django.db import connection, transaction

from layers.budget import check_budget, left_s
from layers.db import statement
from layers.exporting.columns import table_columns
from layers.exporting.metadata import metadata
from layers.exporting.selection import SQL, Selection, export_statement
from layers.exporting.unlinked import Draft, TooLarge, WholeFile
from layers.spreadsheets import starts_formula

# Rows per batch: enough to keep the database busy, few enough to hold in memory.
ROWS_PER_FETCH = 2_000
COUNT_WIDTH = 12
ANY_COUNT = 2**31 - 1
# By the numbers of PostgreSQL's types; all others are texts.
TYPES = {
    16: "bool",
    20: "bigint",
    21: "int",
    23: "int",
    700: "float",
    701: "float",
    1082: "date",
    1700: "float",
}
# Rows are longer; a file of so many rows that each had fewer bytes counts as large.
LEAST_ROW_BYTES = 100
# In its text format COPY would double backslashes. As CSV it leaves the rows as they are, because
# none of its signs can occur in them: JSON escapes control characters.
COPY = "COPY ({select}) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"

Writer = Callable[[Selection, int | None], WholeFile]


def write_geojson(selection: Selection, most_bytes: int | None) -> WholeFile:
    """RFC 7946 text: coordinates in degrees with 7 decimals, metadata before the features.

    Raises TooLarge beyond `most_bytes`, and NoRoom.
    """
    about = json.dumps(metadata(selection), ensure_ascii=False)[:-1]

    def head(rows: int) -> bytes:
        count = f'"row_count": {rows:>{COUNT_WIDTH}}'
        return f'{{"type":"FeatureCollection","metadata":{about}, {count}}},"features":[\n'.encode()

    with Draft(room=len(head(0)), most_bytes=most_bytes) as draft:
        rows = copy_rows(selection, draft.rows, most_rows=rows_of(most_bytes))
        draft.rows.write(b"]}\n")
        # Every row begins with a comma; a blank replaces the first.
        return draft.finish(head(rows) + b" " * bool(rows), rows=rows)


def rows_of(most_bytes: int | None) -> int | None:
    """The number of rows from which on a file is larger than that."""
    return None if most_bytes is None else most_bytes // LEAST_ROW_BYTES


def check_rows(rows: int, most_rows: int | None) -> None:
    if most_rows is not None and rows >= most_rows:
        raise TooLarge


def copy_rows(selection: Selection, target: Any, *, most_rows: int | None) -> int:
    """Write one line of JSON per feature, each after a comma; returns their number."""
    text, arguments = export_statement(selection, "export_geojson.sql", most_rows=most_rows)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        select = cursor.mogrify(text, arguments).decode()
        try:
            cursor.copy_expert(COPY.format(select=select), target)
        except BaseException:
            end_copy(cursor)
            raise
        check_rows(cursor.rowcount, most_rows)
        return int(cursor.rowcount)


def end_copy(cursor: Any) -> None:
    """Stop a COPY whose rows are no longer wanted; the transaction can then be rolled back.

    Without the cancellation the connection would first receive all further rows. The statement
    after it receives the cancellation, which would otherwise meet the rollback.
    """
    with suppress(psycopg2.Error):
        cursor.connection.cancel()
        cursor.execute("SELECT 1")


def write_csv(selection: Selection, most_bytes: int | None) -> WholeFile:
    """UTF-8 with BOM for spreadsheets; longitude and latitude of the label point in degrees.

    Every row names its source, licence and edition, because a CSV has no other place for them. A
    figure names its own source beside that of its boundary. No row holds anything but a feature.
    Raises TooLarge beyond `most_bytes`, and NoRoom.
    """
    head = b"\xef\xbb\xbf" + csv_lines([[column.name for column in table_columns(selection)]])
    count, most_rows = 0, rows_of(most_bytes)
    with Draft(room=len(head), most_bytes=most_bytes) as draft:
        for rows in batches(*export_statement(selection, "export_csv.sql", most_rows=most_rows)):
            draft.rows.write(csv_lines(rows))
            count += len(rows)
        check_rows(count, most_rows)
        return draft.finish(head, rows=count)


def csv_lines(rows: list[Any]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def harmless(cell: object) -> object:
    """Escape a cell that a spreadsheet would run as a formula; booleans as in GeoJSON."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str) and starts_formula(cell):
        return "'" + cell
    return cell


def batches(text: str, arguments: dict[str, object]) -> Iterator[list[tuple]]:
    """Rows of a statement, through a named cursor so that memory holds one batch."""
    with connection.wrap_database_errors, connection.connection.cursor(name="export") as cursor:
        cursor.itersize = ROWS_PER_FETCH
        cursor.execute(text, arguments)
        while rows := cursor.fetchmany(ROWS_PER_FETCH):
            check_budget()
            yield rows


def counted(selection: Selection, most_bytes: int | None, *, most_rows: int = ANY_COUNT) -> int:
    """The number of rows, before one is written; of more than `most_rows` it says `most_rows`.

    Raises TooLarge if a file of `most_bytes` surely does not hold them.
    """
    small = rows_of(most_bytes)
    text, arguments = export_statement(selection, "export_csv.sql", most_rows=small or most_rows)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(statement(SQL / "export_count.sql", rows=text), arguments)
        count = int(cursor.fetchone()[0])
    check_rows(count, small)
    return min(count, most_rows)


def column_types(selection: Selection) -> list[str]:
    """The type of each column of export_csv.sql, as the database says it: a value of TYPES."""
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(*export_statement(selection, "export_csv.sql", most_rows=0))
        return [TYPES.get(column.type_code, "text") for column in cursor.description]


def write_in_time(
    write: Writer, selection: Selection, *, most_bytes: int | None, limit_s: int | None
) -> WholeFile:
    """A file from one snapshot of the rows; no transaction outlives it.

    limit_s: seconds for each statement instead of those of a page; at most what is left.
    """
    with transaction.atomic():
        if limit_s is not None:
            with connection.cursor() as cursor:
                limit_ms = max(1, int(min(limit_s, left_s()) * 1000))
                cursor.execute("SET LOCAL statement_timeout = %s", [limit_ms])
                # The database waits while a workbook is put together, but never for a reader.
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = %s", [limit_ms])
        return write(selection, most_bytes)
