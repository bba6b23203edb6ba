"""This file writes rows to PostgreSQL by text COPY."""

from collections.abc import Iterable, Mapping
from io import StringIO
from itertools import islice
from typing import Any

import shapely
from django.db import connection

LINES_AT_ONCE = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Append rows to a table; returns their number.

    rows: column → value, all with the columns of the first. Geometries are shapely's, EPSG:4326.
    """
    waiting = iter(rows)
    count = 0
    columns: list[str] = []
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, LINES_AT_ONCE)):
            columns = columns or list(batch[0])
            lines = ["\t".join(to_text(row[name]) for name in columns) for row in batch]
            cursor.copy_expert(
                f"COPY {table} ({', '.join(columns)}) FROM STDIN",
                StringIO("\n".join(lines) + "\n"),
            )
            count += len(batch)
    return count


def to_text(value: Any) -> str:
    """Encode a value for COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkb(shapely.set_srid(value, 4326), hex=True, include_srid=True))
    return str(value)
