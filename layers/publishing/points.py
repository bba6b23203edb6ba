"""This file clusters points that lie close together on the screen, for each clustering zoom."""

from pathlib import Path

from django.db import connection

from layers.catalogue import LayerSpec
from layers.db import quoted, statement
from layers.geometry import pixel_m
from layers.models import PointCluster

SQL = Path(__file__).parent / "sql"
# Points within this many pixels are shown as one.
CLUSTER_PIXELS = 64


def publish_points(spec: LayerSpec) -> None:
    """Cluster the points of a layer, for every clustering zoom."""
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
