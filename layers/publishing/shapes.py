"""This file simplifies the boundaries of areas for each zoom of the tiles."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from django.db import connection
from psycopg2.extras import execute_values

from layers.catalogue import area_layer
from layers.db import fetch, statement
from layers.geometry import pixel_m
from layers.models import AreaShape, Level
from layers.tiles.cut import FULL_ZOOM

SQL = Path(__file__).parent / "sql"


def publish_areas(level: Level) -> None:
    """Simplify the editions of a level that lack shapes for every zoom, each as a coverage.

    Neighbours keep their common border. Shapes of editions that have not changed stay: the time
    depends on what is new and not on how many editions there are.
    """
    editions: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for edition_id, area_id, boundary in fetch(
        statement(SQL / "areas_to_draw.sql", full_zoom=str(FULL_ZOOM)), [level]
    ):
        editions[edition_id].append((area_id, bytes(boundary)))
    AreaShape.objects.filter(edition__in=editions).delete()
    first_zoom = area_layer(level).min_zoom
    with connection.cursor() as cursor:
        for edition_id, areas in editions.items():
            ids = [area_id for area_id, _ in areas]
            shapes = shapely.from_wkb([boundary for _, boundary in areas])
            for zoom in range(first_zoom, FULL_ZOOM + 1):
                store_shapes(cursor, edition_id, ids, simplified(shapes, zoom), zoom)


def simplified(shapes: np.ndarray, zoom: int) -> np.ndarray:
    """Polygons in Web Mercator metres, simplified to half a pixel at this zoom."""
    if zoom >= FULL_ZOOM:
        return shapes
    return shapely.coverage_simplify(shapes, tolerance=pixel_m(zoom) / 2)


def store_shapes(
    cursor: object, edition_id: int, ids: list[int], shapes: np.ndarray, zoom: int
) -> None:
    rows = [
        (area_id, edition_id, zoom, shapely.to_wkb(shape, hex=True))
        for area_id, shape in zip(ids, shapes, strict=True)
        if not shapely.is_empty(shape)
    ]
    execute_values(
        cursor,
        "INSERT INTO layers_areashape (area_id, edition_id, zoom, shape_3857) VALUES %s",
        rows,
        template="(%s, %s, %s, ST_Multi(ST_GeomFromWKB(decode(%s, 'hex'), 3857)))",
        page_size=500,
    )
