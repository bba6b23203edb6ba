"""This file cuts vector tiles: one prepared statement a tile, from stored Web Mercator shapes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg2.extensions import adapt

from layers.catalogue import Field, LayerKind, LayerSpec
from layers.models import BLOCK_COUNTS

# Raised when tiles are cut in another way, so that nobody keeps one of the old kind.
BUILD = "3"
# Areas are simplified for every zoom below this one; from here on they are shown in full.
FULL_ZOOM = 13
# A tile at zoom z shows squares of zoom z + 5: 32 × 32 of them; none finer than FINEST_CELL.
CELL_STEP = 5
FINEST_CELL = 17
COARSEST_CELL = 4 + CELL_STEP

CELL_FIELDS = (
    Field("blocks", "feature.blocks", "Number", "شمار بلوک", "Blocks"),
    Field(
        "hidden_blocks",
        "feature.hidden_blocks",
        "Number",
        "بلوک‌هایی که رقمی پوشیده دارند",
        "Blocks with a withheld count",
    ),
    Field(
        "synthetic",
        "feature.synthetic",
        "Boolean",
        "دادهٔ نمونه در آن هست",
        "Holds invented sample data",
    ),
    *(Field(name, f"feature.{name}", "Number", name, name) for name in BLOCK_COUNTS),
)
SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Tile:
    """A Mapbox vector tile (extent 4096, buffer 64) and the token of the layer's present state."""

    body: bytes
    token: str


def quoted(text: str) -> str:
    return adapt(text).getquoted().decode()


def select_list(fields: tuple[Field, ...]) -> str:
    return ", ".join(f"{field.sql} AS {field.name}" for field in fields)


@cache
def statement(file_name: str, spec: LayerSpec) -> str:
    """A statement of layers/sql with the names of a layer filled in; all of them come from code."""
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
            "token": statement("layer_token.sql", spec),
        }
    return (SQL / file_name).read_text().format(**names)


def tile_file(spec: LayerSpec, zoom: int) -> str:
    """Which statement serves a layer at a zoom."""
    if spec.kind == LayerKind.AREAS:
        return "tile_areas.sql"
    if spec.kind == LayerKind.SHAPES:
        return "tile_shapes.sql"
    if spec.kind == LayerKind.BLOCKS:
        return "tile_blocks.sql" if zoom >= spec.max_zoom else "tile_cells.sql"
    return "tile_clusters.sql" if zoom <= spec.cluster_zoom else "tile_points.sql"


# Of zoom, x, y and edition.
TILE_TYPES = ("integer", "integer", "integer", "bigint")
# Which statements a connection has prepared; forgotten with the connection.
_prepared: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


Argument = int | list[int] | None
# The types of the arguments of tile statements that show chosen rows only.
SHAPE_TYPES = (*TILE_TYPES[:3], "bigint[]")


def execute_prepared(
    name: str, sql: str, arguments: tuple[Any, ...], *, types: tuple[str, ...] = TILE_TYPES
) -> tuple:
    """The single row of a statement that is planned once per connection.

    types: of the arguments, in PostgreSQL's words; those of a tile's when not given.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    # The driver's own cursor: what only reads leaves no history, whose context Django's would send
    # along; and to make Django's takes a fifth of the time of a small tile.
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        known = _prepared.setdefault(database.connection, set())
        if name not in known:
            named = ", ".join(types[: len(arguments)])
            cursor.execute(f"PREPARE {name} ({named}) AS {sql}")
            known.add(name)
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"EXECUTE {name} ({places})", arguments)
        return cursor.fetchone()


def tile(
    spec: LayerSpec,
    zoom: int,
    x: int,
    y: int,
    *,
    edition_id: int | None = None,
    ids: list[int] | None = None,
) -> Tile:
    """The tile of a layer; an empty body where nothing lies.

    zoom, x, y: XYZ scheme, EPSG:3857. edition_id shows an area layer as that edition drew it;
    ids are the rows that may be shown of a restricted layer.
    """
    file_name = tile_file(spec, zoom)
    arguments: tuple[Argument, ...] = (zoom, x, y)
    if spec.kind == LayerKind.AREAS:
        arguments = (*arguments, edition_id)
    elif spec.kind == LayerKind.SHAPES:
        arguments = (*arguments, ids or [])
    name = f"{file_name.removesuffix('.sql')}_{spec.id}"
    types = SHAPE_TYPES if spec.kind == LayerKind.SHAPES else TILE_TYPES
    body, token = execute_prepared(name, statement(file_name, spec), arguments, types=types)
    return Tile(bytes(body or b""), token)


def tile_state(spec: LayerSpec, zoom: int, x: int, y: int) -> str:
    """A token of what the layer shows in the provinces that this tile touches."""
    name = f"tile_state_{spec.id}"
    return execute_prepared(name, statement("tile_state.sql", spec), (zoom, x, y))[0]


def layer_token(spec: LayerSpec) -> str:
    """The token of a layer's present state, used in versioned addresses."""
    with connection.cursor() as cursor:
        cursor.execute(statement("layer_token.sql", spec))
        return cursor.fetchone()[0]
