"""This file writes a layer as a GeoPackage: EPSG:4326, with spatial index and metadata."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from django.utils import timezone
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from layers.catalogue import LayerKind
from layers.exporting.columns import LABEL_POINT, table_columns
from layers.exporting.describing import lines
from layers.exporting.metadata import metadata
from layers.exporting.selection import Selection, export_statement
from layers.exporting.unlinked import BLOCK_BYTES, Draft, WholeFile
from layers.exporting.workroom import Workroom
from layers.exporting.writing import batches, column_types, counted

# Where an area has no boundary, its point stands in: its layer holds geometries of both kinds.
GEOMETRY_TYPES = {
    LayerKind.AREAS: "Unknown",
    LayerKind.POINTS: "Point",
    LayerKind.BLOCKS: "Polygon",
    LayerKind.SHAPES: "MultiPolygon",
}
DTYPES = {
    "bool": "bool",
    "int": "int32",
    "bigint": "int64",
    "float": "float64",
    "date": "datetime64[D]",
    "text": "object",
}
EMPTY = {"bool": False, "datetime64[D]": np.datetime64("NaT")}
WKB = ", ST_AsBinary({boundary})"


def write_gpkg(selection: Selection, most_bytes: int | None) -> WholeFile:
    """A GeoPackage of one layer, batch after batch. The same rows give the same bytes for a day.

    Raises TooLarge beyond `most_bytes`, and NoRoom.
    """
    count = counted(selection, most_bytes)
    with Workroom() as room, Draft(room=0, most_bytes=most_bytes) as draft:
        path = room.folder / f"{selection.spec.id}.gpkg"
        package = Package(path, selection, count)
        for rows in batches(*export_statement(selection, "export_csv.sql", geometry=WKB)):
            append(package, rows, room)
        if not package.rows:
            append(package, [], room)
        room.check(copies=2)
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                draft.rows.write(block)
        return draft.finish(b"", rows=package.rows)


def append(package: "Package", rows: list[tuple], room: Workroom) -> None:
    """Append rows, and count their bytes. GDAL does not say why it could not write: the disk does.

    Raises NoRoom.
    """
    try:
        package.append(rows)
    except (DataSourceError, DataLayerError, FeatureError):
        room.probe()
        raise
    room.check()


class Package:
    """A GeoPackage in the making. rows: how many it will hold, for its description."""

    def __init__(self, path: Path, selection: Selection, rows: int) -> None:
        self.rows = 0
        self._path = path
        columns = table_columns(selection)
        # The geometry says where a feature is; GeoJSON has no columns for it either.
        self._kept = [at for at, column in enumerate(columns) if column not in LABEL_POINT]
        self._names = [columns[at].name for at in self._kept]
        types = column_types(selection)
        self._dtypes = [DTYPES[types[at]] for at in self._kept]
        told = "\n".join(f"{line.about.fa}: {line.fa}" for line in lines(selection, rows))
        about = metadata(selection) | {"row_count": rows}
        self._making: dict[str, Any] = {
            "driver": "GPKG",
            "layer": selection.spec.id,
            "crs": "EPSG:4326",
            "geometry_type": GEOMETRY_TYPES[selection.spec.kind],
            "layer_options": {
                "IDENTIFIER": selection.spec.title.fa,
                "DESCRIPTION": told,
                "SPATIAL_INDEX": "YES",
            },
            "layer_metadata": {"metadata": json.dumps(about, ensure_ascii=False)},
        }

    def append(self, rows: list[tuple]) -> None:
        """Append rows of sql/export_csv.sql that end with their geometry as WKB."""
        columns = [[row[at] for row in rows] for at in self._kept]
        arrays = [array(cells, dtype) for cells, dtype in zip(columns, self._dtypes, strict=True)]
        masks = [np.array([cell is None for cell in cells], dtype=bool) for cells in columns]
        shapes = [None if row[-1] is None else bytes(row[-1]) for row in rows]
        # Every process writes the same time into the files of a day.
        day = f"{timezone.localdate().isoformat()}T00:00:00Z"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day})
        pyogrio.raw.write(
            self._path,
            np.array(shapes, dtype=object),
            arrays,
            self._names,
            field_mask=masks,
            append=self.rows > 0,
            **self._making,
        )
        self.rows += len(rows)


def array(cells: list[Any], dtype: str) -> np.ndarray:
    empty = EMPTY.get(dtype, None if dtype == "object" else 0)
    return np.array([empty if cell is None else cell for cell in cells], dtype=dtype)
