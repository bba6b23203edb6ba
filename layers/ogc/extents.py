"""This file finds the extent of a layer's features, which a program zooms to."""

from django.db import connection

from layers.catalogue import LayerKind, LayerSpec
from layers.db import fetch
from layers.exporting.selection import Selection, arguments, statement_parts
from layers.queries import IRAN_BOUNDS, Bounds
from layers.tiles.cut import layer_token

# The extent of each public layer, by its state; one entry a layer.
_extents: dict[str, tuple[str, Bounds]] = {}


def extent(spec: LayerSpec) -> Bounds:
    """West, south, east, north of a layer's features in degrees, to four decimals outwards.

    Iran's for a restricted layer, whose extent depends on who asks, and for an empty one.
    """
    if spec.restricted:
        return IRAN_BOUNDS
    state = layer_token(spec)
    known = _extents.get(spec.id)
    if known is None or known[0] != state:
        known = _extents[spec.id] = (state, _measured(spec))
    return known[1]


def _measured(spec: LayerSpec) -> Bounds:
    [row] = _of_blocks(spec) if spec.kind == LayerKind.BLOCKS else _of_features(spec)
    if row[0] is None:
        return IRAN_BOUNDS
    west, south, east, north = (float(edge) for edge in row)
    reach = 1e-4
    return (
        round(west - reach, 4), round(south - reach, 4),
        round(east + reach, 4), round(north + reach, 4),
    )  # fmt: skip


def _of_features(spec: LayerSpec) -> list[tuple]:
    selection = Selection(spec)
    parts = statement_parts(selection)
    return fetch(
        "SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)"  # noqa: S608
        f" FROM (SELECT ST_Extent({parts['boundary']}) AS box FROM {parts['table']} AS feature"
        f" WHERE {parts['edition']}) AS whole",
        arguments(selection),
    )


def _of_blocks(spec: LayerSpec) -> list[tuple]:
    """The extent that the index of blocks has at its root: no row of a million is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)"
            " FROM (SELECT ST_Transform(ST_SetSRID("
            " ST_EstimatedExtent(%s, 'boundary_3857')::geometry, 3857), 4326)::box3d AS box)"
            " AS whole",
            [spec.table],
        )
        return cursor.fetchall()
