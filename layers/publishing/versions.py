"""This file counts the changes of each layer in each province: the version of its tiles."""

from collections.abc import Iterable

from django.db import connection
from psycopg2.extras import execute_values

from layers.catalogue import LayerSpec
from layers.db import fetch


def raise_version(spec: LayerSpec, provinces: Iterable[str] | None) -> None:
    """Count a change of a layer in these provinces ('' is for rows outside every province)."""
    if provinces is None:
        rows = fetch(f"SELECT DISTINCT province_code FROM {spec.table}")  # noqa: S608
        provinces = [*(row[0] for row in rows), ""]
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO layers_layerversion (layer, province_code, version) VALUES %s"
            " ON CONFLICT (layer, province_code)"
            " DO UPDATE SET version = layers_layerversion.version + 1",
            [(spec.id, province, 1) for province in sorted(set(provinces))],
        )
