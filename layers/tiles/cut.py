"""This file cuts vector tiles: one prepared statement a tile, from stored Web Mercator shapes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from layers.catalogue import Field, LayerKind, LayerSpec
from layers.db import execute_prepared, fetch, quoted, statement
from layers.messages import message as _
from layers.models import BLOCK_COUNTS

# Raise this when the cutting changes, so that caches drop the old tiles.
BUILD = "3"
# Areas are simplified for every zoom below this one; from here on they are shown in full.
FULL_ZOOM = 13
# A tile at zoom z shows squares of zoom z + 5: 32 × 32 of them; none finer than FINEST_CELL.
CELL_STEP = 5
FINEST_CELL = 17
COARSEST_CELL = 4 + CELL_STEP

CELL_FIELDS = (
    Field("blocks", "feature.blocks", "Number", _("تعداد بلوک")),
    Field(
        "hidden_blocks",
        "feature.hidden_blocks",
        "Number",
        _("بلوک‌های دارای رقم پوشیده"),
    ),
    Field(
        "synthetic",
        "feature.synthetic",
        "Boolean",
        _("دادهٔ نمونه دارد"),
    ),
    *(Field(name, f"feature.{name}", "Number", _("{title}", title=name)) for name in BLOCK_COUNTS),
)
SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Tile:
    """A Mapbox vector tile (extent 4096, buffer 64) and the token of the layer's current state."""

    body: bytes
    token: str


def select_list(fields: tuple[Field, ...]) -> str:
    return ", ".join(f"{field.sql} AS {field.name}" for field in fields)


@cache
def layer_statement(file_name: str, spec: LayerSpec) -> str:
    """A statement of layers/tiles/sql with a layer's identifiers, which come from code."""
    names = {
        "layer": quoted(spec.id),
        "level": quoted(spec.level or ""),
        "build": quoted(BUILD),
    }
    if file_name.startswith("tile_") and file_name != "tile_state.sql":
        fields = CELL_FIELDS if file_name == "tile_cells.sql" else spec.fields
        names |= {
            "columns": select_list(fields),
            "names": ", ".join(field.name for field in fields),
            "table": spec.table,
            "labels": quoted(f"{spec.id}_labels"),
            "clusters": quoted(f"{spec.id}_clusters"),
            "cells": quoted(f"{spec.id}_cells"),
            "label_zoom": str(spec.label_zoom),
            "full_zoom": str(FULL_ZOOM),
            "cell_step": str(CELL_STEP),
            "finest_cell": str(FINEST_CELL),
            "token": layer_statement("layer_token.sql", spec),
        }
    return statement(SQL / file_name, **names)


def tile_file(spec: LayerSpec, zoom: int) -> str:
    """The statement that serves a layer at a zoom."""
    if spec.kind == LayerKind.AREAS:
        return "tile_areas.sql"
    if spec.kind == LayerKind.SHAPES:
        return "tile_shapes.sql"
    if spec.kind == LayerKind.BLOCKS:
        return "tile_blocks.sql" if zoom >= spec.max_zoom else "tile_cells.sql"
    return "tile_clusters.sql" if zoom <= spec.cluster_zoom else "tile_points.sql"


# The argument types of tile statements: zoom, x, y, and for areas an edition.
TILE_TYPES = ("integer", "integer", "integer", "bigint")
# The argument types of tile statements that show selected rows only.
SHAPE_TYPES = (*TILE_TYPES[:3], "bigint[]")
Argument = int | list[int] | None


def tile(
    spec: LayerSpec,
    zoom: int,
    x: int,
    y: int,
    *,
    edition_id: int | None = None,
    ids: list[int] | None = None,
) -> Tile:
    """The tile of a layer; an empty body if it has no features.

    zoom, x, y: XYZ scheme, EPSG:3857. edition_id: draws an area layer as in that edition. ids: the
    rows of a restricted layer that may be shown.
    """
    file_name = tile_file(spec, zoom)
    arguments: tuple[Argument, ...] = (zoom, x, y)
    if spec.kind == LayerKind.AREAS:
        arguments = (*arguments, edition_id)
    elif spec.kind == LayerKind.SHAPES:
        arguments = (*arguments, ids or [])
    name = f"{file_name.removesuffix('.sql')}_{spec.id}"
    types = SHAPE_TYPES if spec.kind == LayerKind.SHAPES else TILE_TYPES[: len(arguments)]
    body, token = execute_prepared(name, layer_statement(file_name, spec), arguments, types=types)
    return Tile(bytes(body or b""), token)


def tile_state(spec: LayerSpec, zoom: int, x: int, y: int) -> str:
    """A token of the layer's content in the provinces that this tile touches."""
    name = f"tile_state_{spec.id}"
    return execute_prepared(
        name, layer_statement("tile_state.sql", spec), (zoom, x, y), types=TILE_TYPES[:3]
    )[0]


def layer_token(spec: LayerSpec) -> str:
    """The token of a layer's current state, used in versioned addresses."""
    return fetch(layer_statement("layer_token.sql", spec))[0][0]
