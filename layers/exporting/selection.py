"""This file says which rows and columns an export holds, and the statement that reads them."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from layers.catalogue import Field, LayerKind, LayerSpec
from layers.db import statement
from layers.figures.table import FigureTable
from layers.messages import message as _
from layers.models import Edition
from layers.tiles.cut import select_list

SQL = Path(__file__).parent / "sql"
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
EDITION_CODE = "edition.code"
# Per layer: the written columns, the column compared with a box, the label point, the row order,
# and the codes of the areas that a row belongs to.
KindColumns = dict[str, str]
WITHIN_COUNTY = "feature.province_code, feature.county_code"
WITHIN_NEIGHBOURHOOD = f"{WITHIN_COUNTY}, feature.neighbourhood_code"
KIND_COLUMNS: dict[LayerKind, KindColumns] = {
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
        replace(each, name="boundary_synthetic", description=_("مرز نمونه (ساختگی)"))
        for each in own
        if each.name == "synthetic"
    ]
    return (*whole, *boundary)


def export_statement(
    selection: Selection, file_name: str, *, most_rows: int | None = None, geometry: str = ""
) -> tuple[str, dict[str, object]]:
    """The statement and arguments that read a selection: one row per feature, in a fixed order.

    geometry: a last column of export_csv.sql, after a comma, of {boundary}.
    With a limit the database plans for the first rows: it sorts no million for ten thousand.
    """
    has_figures = selection.table is not None
    source_name, licence_name = source_columns(selection.spec.kind)
    text = statement(
        SQL / file_name,
        columns=select_list(fields(selection)),
        **statement_parts(selection),
        figure_columns=figure_list("figure.{name}") if has_figures else "",
        source_name=source_name,
        licence_name=licence_name,
        geometry=geometry.format(**KIND_COLUMNS[selection.spec.kind]),
    )
    if most_rows is not None:
        text += f"LIMIT {most_rows}"
    return text, arguments(selection)


def statement_parts(selection: Selection) -> dict[str, str]:
    """What every statement that reads a selection is made of, whichever columns it selects."""
    spec = selection.spec
    is_area = spec.kind == LayerKind.AREAS
    return {
        "table": spec.table,
        **KIND_COLUMNS[spec.kind],
        "edition": statement(SQL / "export_editions.sql") if is_area else "TRUE",
        "edition_code": EDITION_CODE if is_area else "NULL::text",
        "edition_join": EDITION_JOIN if is_area else "",
        "figure_join": figure_join() if selection.table else "",
    }


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
