"""This file streams layers as GeoJSON and CSV, including source, licence and edition."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2
from django.db import connection
from django.utils import timezone

from layers.catalogue import Field, LayerKind, LayerSpec
from layers.db import Lock, statement
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.figures.descriptions import indicator_as_json, source_as_json
from layers.figures.table import FigureTable
from layers.messages import message as _
from layers.models import Edition
from layers.problems import Busy
from layers.tiles.cut import select_list
from layers.tiles.tilejson import holds_invented, layer_sources

SQL = Path(__file__).parent / "sql"
# Rows per batch: enough to keep the database busy, few enough to hold in memory.
ROWS_PER_FETCH = 2_000
# Exports run beside the pages; more than two at once would slow all requests.
EXPORT_SLOTS = 2
SUPPRESSION_NOTE = (
    f"Counts under {SMALLEST_PUBLISHED} persons, and others that would give them away, are null."
)
FIGURE_COLUMNS = {
    "indicator": "text",
    "year_jalali": "integer",
    "value": "float8",
    "unit": "text",
    "rank": "integer",
    "rank_of": "integer",
    "flags": "text",
    "boundary_note": "text",
    "figure_source": "text",
    "figure_licence": "text",
    "figure_as_of": "date",
}
EDITION_JOIN = "JOIN layers_edition AS edition ON edition.id = feature.edition_id"
# Per layer: the written columns, the column compared with a box, the label point, the row order,
# and the codes of the areas that a row belongs to.
WITHIN_COUNTY = "feature.province_code, feature.county_code"
WITHIN_NEIGHBOURHOOD = f"{WITHIN_COUNTY}, feature.neighbourhood_code"
KIND_COLUMNS = {
    LayerKind.AREAS: {
        "boundary": "COALESCE(feature.boundary, feature.anchor)",
        "mercator": "COALESCE(feature.boundary_3857, feature.anchor_3857)",
        "point": "feature.anchor",
        "order": "feature.code, feature.id",
        "within": WITHIN_COUNTY,
    },
    LayerKind.POINTS: {
        "boundary": "feature.location",
        "mercator": "feature.location_3857",
        "point": "feature.location",
        "order": "feature.code",
        "within": WITHIN_NEIGHBOURHOOD,
    },
    LayerKind.SHAPES: {
        "boundary": "feature.boundary",
        "mercator": "feature.boundary_3857",
        "point": "feature.anchor",
        "order": "feature.code",
        "within": WITHIN_COUNTY,
    },
    LayerKind.BLOCKS: {
        "boundary": "feature.boundary",
        "mercator": "feature.boundary_3857",
        "point": "ST_PointOnSurface(feature.boundary)",
        "order": "feature.id",
        "within": WITHIN_NEIGHBOURHOOD,
    },
}
# A spreadsheet would run a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Selection:
    """The rows and figures to export: the filters of the screen.

    box: west, south, east, north in degrees. table: the figures to add to areas, if any. ids: for a
    restricted layer, the rows that the person may see.
    """

    spec: LayerSpec
    parent: str = "IR"
    province: str = ""
    county: str = ""
    box: tuple[float, float, float, float] | None = None
    edition: Edition | None = None
    table: FigureTable | None = None
    ids: list[int] | None = None

    @property
    def within(self) -> str:
        """The province of all rows; empty for several provinces."""
        named = [self.province, self.county, "" if self.parent == "IR" else self.parent]
        return next((code[:2] for code in named if code), "")


@contextmanager
def export_connection() -> Iterator[psycopg2.extensions.connection]:
    """A separate database connection without a time limit; at most two at once.

    Raises Busy if both are in use.
    """
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    # A client that reads nothing for a minute loses its slot.
    parameters["options"] = (
        "-c jit=off -c statement_timeout=0 -c idle_in_transaction_session_timeout=60000"
    )
    with connection.wrap_database_errors:
        own = psycopg2.connect(**parameters)
    try:
        with own.cursor() as cursor:
            for slot in range(EXPORT_SLOTS):
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [Lock.EXPORT, slot])
                if cursor.fetchone()[0]:
                    break
            else:
                raise Busy(
                    _("دو دریافت دیگر در جریان است. یک دقیقهٔ دیگر دوباره تلاش کنید."),
                    retry_after_s=60,
                )
        own.rollback()
        yield own
    finally:
        # Unlock explicitly: closing frees the slot only when the server notices.
        with suppress(psycopg2.Error), own.cursor() as cursor:
            own.rollback()
            cursor.execute("SELECT pg_advisory_unlock_all()")
        own.close()


def metadata(selection: Selection) -> dict[str, object]:
    """The metadata of a file: sources, licences, edition, filters, and whether data is invented."""
    sources = list(layer_sources(selection.spec, selection.edition, province=selection.within))
    if selection.table:
        sources += [s for s in selection.table.sources if s not in sources]
    table = selection.table
    return {
        "layer": selection.spec.id,
        "title_fa": selection.spec.title.fa,
        "title_en": selection.spec.title.en,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "synthetic": holds_invented(selection.spec, selection.edition)
        or any(source.synthetic for source in sources)
        or bool(table and table.synthetic),
        "editions": editions(selection),
        "filter": {
            "parent": selection.parent,
            "province": selection.province or None,
            "county": selection.county or None,
            "bbox": selection.box,
        },
        "indicator": indicator_as_json(table.indicator) if table else None,
        "year_jalali": table.year if table else None,
        "boundary_note": table.boundary_note.as_json() if table and table.boundary_note else None,
        "sources": [source_as_json(source) for source in sources],
        "suppression": SUPPRESSION_NOTE,
    }


def editions(selection: Selection) -> list[str]:
    """Codes of the editions that the exported boundaries come from."""
    if selection.spec.kind != LayerKind.AREAS:
        return []
    if selection.edition:
        return [selection.edition.code]
    current = Edition.objects.filter(currentedition__level=selection.spec.level)
    if selection.within:
        current = current.filter(currentedition__province_code=selection.within)
    return sorted(set(current.values_list("code", flat=True)))


def geojson(selection: Selection, own: psycopg2.extensions.connection) -> Iterator[bytes]:
    """RFC 7946 text: coordinates in degrees with 7 decimals, metadata before the features."""
    head = json.dumps(metadata(selection), ensure_ascii=False)
    yield f'{{"type":"FeatureCollection","metadata":{head},"features":[\n'.encode()
    separator = ""
    for rows in batches(own, *export_statement(selection, "export_geojson.sql")):
        yield (separator + ",\n".join(row[0] for row in rows)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def csv_text(selection: Selection, own: psycopg2.extensions.connection) -> Iterator[bytes]:
    """UTF-8 with BOM for spreadsheets; longitude and latitude of the label point in degrees.

    Every row names its source, licence and edition, because a CSV has no other place for them. A
    figure names its own source beside that of its boundary.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(csv_header(selection))
    yield b"\xef\xbb\xbf"
    for rows in batches(own, *export_statement(selection, "export_csv.sql")):
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def csv_header(selection: Selection) -> list[str]:
    names = [field.name for field in fields(selection)]
    if selection.table:
        names += FIGURE_COLUMNS
    return [*names, "longitude", "latitude", *source_columns(selection.spec.kind), "edition"]


def fields(selection: Selection) -> tuple[Field, ...]:
    """The fields of a row.

    With figures, `synthetic` is true if the area or the figure is invented, as on the map;
    `boundary_synthetic` is about the area alone.
    """
    own = selection.spec.fields
    if selection.table is None:
        return own
    whole = [
        replace(each, sql="figure.synthetic") if each.name == "synthetic" else each for each in own
    ]
    boundary = [
        replace(each, name="boundary_synthetic") for each in own if each.name == "synthetic"
    ]
    return (*whole, *boundary)


def harmless(cell: object) -> object:
    """Escape a cell that a spreadsheet would run as a formula; booleans as in GeoJSON."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def batches(
    own: psycopg2.extensions.connection, text: str, arguments: dict[str, object]
) -> Iterator[list[tuple]]:
    """Rows of a statement, through a named cursor so that memory holds one batch."""
    with own.cursor(name="export") as cursor:
        cursor.itersize = ROWS_PER_FETCH
        cursor.execute(text, arguments)
        while rows := cursor.fetchmany(ROWS_PER_FETCH):
            yield rows


def export_statement(selection: Selection, file_name: str) -> tuple[str, dict[str, object]]:
    """The statement and arguments that read a selection: one row per feature, in a fixed order."""
    spec = selection.spec
    is_area = spec.kind == LayerKind.AREAS
    has_figures = selection.table is not None
    source_name, licence_name = source_columns(spec.kind)
    text = statement(
        SQL / file_name,
        table=spec.table,
        columns=select_list(fields(selection)),
        **KIND_COLUMNS[spec.kind],
        edition=statement(SQL / "export_editions.sql") if is_area else "TRUE",
        edition_code="edition.code" if is_area else "NULL::text",
        edition_join=EDITION_JOIN if is_area else "",
        figure_columns=figure_list("figure.{name}") if has_figures else "",
        figure_join=figure_join() if has_figures else "",
        source_name=source_name,
        licence_name=licence_name,
    )
    return text, arguments(selection)


def figure_list(each: str) -> str:
    """The columns of a figure in a statement, a comma before each."""
    return "".join(
        ", " + each.format(name=name, type=kind) for name, kind in FIGURE_COLUMNS.items()
    )


def figure_join() -> str:
    return statement(SQL / "export_figures.sql", columns=figure_list("{name} {type}"))


def source_columns(kind: LayerKind) -> tuple[str, str]:
    """The column names of a row's source and licence; an area's are its boundary's."""
    is_area = kind == LayerKind.AREAS
    return ("boundary_source", "boundary_licence") if is_area else ("source", "licence")


def arguments(selection: Selection) -> dict[str, object]:
    west, south, east, north = selection.box or (None, None, None, None)
    return {
        "level": selection.spec.level,
        "edition_id": selection.edition.pk if selection.edition else None,
        "parent": selection.parent,
        "province": selection.province or None,
        "county": selection.county or None,
        "ids": selection.ids,
        "has_box": selection.box is not None,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "figures": json.dumps(figure_rows(selection.table)) if selection.table else None,
    }


def figure_rows(table: FigureTable) -> list[dict[str, object]]:
    """The figures of a table as rows that the export joins by code: those of the screen."""
    notes = table.boundary_notes
    licences = {source.code: source.licence for source in table.sources}
    return [
        {
            "code": figure.code,
            "indicator": table.indicator.code,
            "year_jalali": table.year,
            "value": figure.value,
            "unit": table.indicator.unit_en,
            "rank": figure.rank,
            "rank_of": figure.rank_of,
            "flags": " ".join(figure.flags),
            "boundary_note": notes[figure.code].text_en if figure.code in notes else None,
            "figure_source": figure.source_code or None,
            "figure_licence": licences.get(figure.source_code),
            "figure_as_of": figure.as_of.isoformat() if figure.as_of else None,
            "synthetic": "synthetic" in figure.flags,
        }
        for figure in table.figures
    ]
