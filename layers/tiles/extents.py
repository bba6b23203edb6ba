"""This file finds the extent of a layer's features, beyond which programs ask for nothing."""

from django.contrib.gis.db.models import Extent
from django.db import connection

from layers.catalogue import LayerKind, LayerSpec
from layers.models import Edition
from layers.queries import IRAN_BOUNDS, Bounds, areas_of, current_areas
from layers.tiles.cut import layer_token

# A box of stored coordinates is widened by so much, degrees: 10 m.
REACH_DEG = 1e-4
# The extent of each public layer, or of one of its editions, by the layer's state.
_extents: dict[tuple[str, str], tuple[str, Bounds]] = {}


def extent(spec: LayerSpec, edition: Edition | None = None) -> Bounds:
    """West, south, east, north of a layer's features in degrees, to four decimals outwards.

    edition: of areas, instead of those in force. Iran's for a restricted layer, whose extent
    depends on who asks, and for an empty one.
    """
    if spec.restricted:
        return IRAN_BOUNDS
    state, key = layer_token(spec), (spec.id, edition.code if edition else "")
    known = _extents.get(key)
    if known is None or known[0] != state:
        known = _extents[key] = (state, _measured(spec, edition))
    return known[1]


def _measured(spec: LayerSpec, edition: Edition | None) -> Bounds:
    if spec.level is not None:
        boxes = _of_areas(spec, edition)
    elif spec.kind == LayerKind.BLOCKS:
        boxes = _of_blocks(spec)
    else:
        boxes = _boxes(f"SELECT ST_Extent(location) AS box FROM {spec.table}")  # noqa: S608
    if not boxes:
        return IRAN_BOUNDS
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    west, south, east, north = min(lefts), min(lows), max(rights), max(highs)
    return (
        round(west - REACH_DEG, 4), round(south - REACH_DEG, 4),
        round(east + REACH_DEG, 4), round(north + REACH_DEG, 4),
    )  # fmt: skip


def _of_areas(spec: LayerSpec, edition: Edition | None) -> list[Bounds]:
    """Of boundaries, and of the anchors of areas that have none."""
    assert spec.level is not None
    areas = current_areas(spec.level) if edition is None else areas_of(edition)
    found = areas.aggregate(boundaries=Extent("boundary"), anchors=Extent("anchor"))
    return [box for box in found.values() if box]


def _of_blocks(spec: LayerSpec) -> list[Bounds]:
    """What the index of blocks has at its root: no row of a million is read."""
    return _boxes(
        "SELECT ST_Transform(ST_SetSRID("
        "ST_EstimatedExtent(%s, 'boundary_3857')::geometry, 3857), 4326)::box3d AS box",
        spec.table,
    )


def _boxes(select: str, *arguments: str) -> list[Bounds]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)"  # noqa: S608
            f" FROM ({select}) AS whole WHERE box IS NOT NULL",
            arguments,
        )
        return list(cursor.fetchall())
