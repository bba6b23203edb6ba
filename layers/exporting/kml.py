"""This file writes a layer as OGC KML 2.2, with typed fields."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from layers.catalogue import Field
from layers.exporting.columns import LABEL_POINT, table_columns
from layers.exporting.describing import lines
from layers.exporting.selection import Selection, export_statement
from layers.exporting.unlinked import Draft, WholeFile
from layers.exporting.writing import batches, column_types, counted, rows_of

# XML 1.0 has no way to write these, not even escaped.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An `int` of KML has 32 bits.
TYPES = {"bool": "bool", "int": "int", "bigint": "double", "float": "double"}
GEOMETRY = ", ST_AsKML({boundary}, 7)"


def write_kml(selection: Selection, most_bytes: int | None) -> WholeFile:
    """Coordinates in degrees with 7 decimals; a field that is null is absent.

    The description of the document says what the file is, in both languages. Raises TooLarge beyond
    `most_bytes`, and NoRoom.
    """
    count = counted(selection, most_bytes)
    layer = Layer(selection)
    statement = export_statement(
        selection, "export_csv.sql", most_rows=rows_of(most_bytes), geometry=GEOMETRY
    )
    with Draft(room=0, most_bytes=most_bytes) as draft:
        draft.rows.write("".join(layer.head(count)).encode())
        rows = 0
        for batch in batches(*statement):
            draft.rows.write("".join(map(layer.placemark, batch)).encode())
            rows += len(batch)
        draft.rows.write(b"</Document>\n</kml>\n")
        return draft.finish(b"", rows=rows)


class Layer:
    """The document of one layer: its schema, then a placemark per row."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        types = [TYPES.get(each, "string") for each in column_types(selection)]
        # The geometry says where a feature is; GeoJSON has no columns for it either.
        self._columns: list[tuple[int, Field, str]] = [
            (at, column, kml_type)
            for at, (column, kml_type) in enumerate(
                zip(table_columns(selection), types, strict=True)
            )
            if column not in LABEL_POINT
        ]
        names = [column.name for column in table_columns(selection)]
        self._name = names.index("name_fa" if "name_fa" in names else "code")

    def head(self, rows: int) -> Iterator[str]:
        spec = self._selection.spec
        told = [
            text
            for line in lines(self._selection, rows)
            for text in (f"{line.about.fa}: {line.fa}", f"{line.about.en}: {line.en}")
        ]
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        yield f"<name>{content(spec.title.fa)}</name>\n"
        yield f"<description>{content(chr(10).join(told))}</description>\n"
        yield f'<Schema name="{spec.id}" id="{spec.id}">\n'
        for _at, column, kml_type in self._columns:
            title = content(column.description.fa)
            yield f'<SimpleField type="{kml_type}" name={quoteattr(column.name)}>'
            yield f"<displayName>{title}</displayName></SimpleField>\n"
        yield "</Schema>\n"

    def placemark(self, row: tuple) -> str:
        """One row of sql/export_csv.sql that ends with its geometry as KML."""
        cells = "".join(
            f'<SimpleData name="{column.name}">{content(plain(row[at]))}</SimpleData>'
            for at, column, _type in self._columns
            if row[at] is not None
        )
        return (
            f"<Placemark><name>{content(str(row[self._name]))}</name><ExtendedData>"
            f'<SchemaData schemaUrl="#{self._selection.spec.id}">{cells}</SchemaData>'
            f"</ExtendedData>{row[-1] or ''}</Placemark>\n"
        )


def plain(cell: Any) -> str:
    """A value as XML Schema writes it."""
    return str(int(cell)) if isinstance(cell, bool) else str(cell)


def content(text: str) -> str:
    return escape(NO_XML.sub("", text))
