"""This file groups points that lie close together on the screen, for each zoom of groups."""

from pathlib import Path

from django.db import connection

from layers.catalogue import LayerSpec
from layers.db import quoted, statement
from layers.models import PointCluster
from layers.publishing.shapes import pixel_m

SQL = Path(__file__).parent / "sql"
# Points within this many pixels are shown as one.
CLUSTER_PIXELS = 64


def publish_points(spec: LayerSpec) -> None:
    """Group the points of a layer that fall together, for every zoom of clustering."""
    PointCluster.objects.filter(layer=spec.id).delete()
    with connection.cursor() as cursor:
        for zoom in range(spec.min_zoom, spec.cluster_zoom + 1):
            cursor.execute(
                statement(
                    SQL / "publish_points.sql",
                    table=spec.table,
                    layer=quoted(spec.id),
                    zoom=str(zoom),
                    cell_m=str(pixel_m(zoom) * CLUSTER_PIXELS),
                )
            )
