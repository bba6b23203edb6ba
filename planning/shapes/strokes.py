"""This file makes boundaries of strokes of the block brush, alone or over free borders."""

from typing import Any

from shapely.geometry import MultiPolygon

from layers.geos import to_shapely
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.operations import stored
from planning.shapes.outline import outline_of, painted_blocks
from planning.shapes.time_limit import shaped


def painted_over(boundary: MultiPolygon, painted: Any, erased: Any) -> MultiPolygon:
    """A boundary (EPSG:4326) with painted blocks added and others taken out of it.

    painted, erased: lists of codes, as posted; either may be empty. Raises BadParameter for unknown
    blocks, BoundaryProblem where nothing would be left or the shape is too involved.
    """
    if painted != []:
        boundary = stored(shaped("join", boundary, outline_of(painted_blocks(painted, "painted"))))
    if erased != []:
        grounds = [to_shapely(block.boundary) for block in painted_blocks(erased, "erased")]
        boundary = stored(shaped("cut_out", boundary, *grounds))
    return boundary


def storable(outline: MultiPolygon) -> MultiPolygon:
    """An outline within the caps of stored boundaries. Raises BoundaryProblem beyond them."""
    return read_boundary(as_geojson(outline))
