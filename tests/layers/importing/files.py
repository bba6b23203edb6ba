"""This file creates good and bad files for the importer, in a few lines each."""

import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from shapely.geometry.base import BaseGeometry

WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
# The western half of the test province (tests/layers/factories.py), and its eastern one.
WEST_HALF = (50.0, 30.0, 50.5, 31.0)
EAST_HALF = (50.5, 30.0, 51.0, 31.0)


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """The corners of a box, anticlockwise, closed."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*box: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring(*(box or WEST_HALF))]}


def point(longitude: float = 50.25, latitude: float = 30.5) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def county(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    """The western county of the test province, with its code."""
    said = {"code": "9901", "name_fa": "باختر", "name_en": "West"} | properties
    return feature(geometry or polygon(), **said)


def eastern(**properties: Any) -> dict[str, Any]:
    """The eastern county of the test province."""
    said = {"code": "9902", "name_fa": "خاور", "name_en": "East"} | properties
    return feature(polygon(*EAST_HALF), **said)


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def write_geojson(path: Path, *features: Any, **members: Any) -> Path:
    path.write_text(json.dumps(collection(*features, **members)), encoding="utf-8")
    return path


def shapefile_parts(
    folder: Path,
    shapes: list[BaseGeometry],
    columns: dict[str, list[Any]],
    *,
    encoding: str = "UTF-8",
    kind: str = "Polygon",
    crs: str | None = "EPSG:4326",
) -> dict[str, bytes]:
    """Suffix → content of a shapefile with these shapes and columns."""
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # text of a missing coordinate system, if it is left out
        _write(folder / "made.shp", shapes, columns, encoding=encoding, kind=kind, crs=crs)
    return {path.suffix: path.read_bytes() for path in folder.glob("made.*")}


def _write(
    path: Path,
    shapes: list[BaseGeometry],
    columns: dict[str, list[Any]],
    *,
    encoding: str,
    kind: str,
    crs: str | None,
) -> None:
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object),
        field_data=[np.array(values, dtype=object) for values in columns.values()],
        fields=np.array(list(columns), dtype=object),
        crs=crs,
        geometry_type=kind,
        driver="ESRI Shapefile",
        encoding=encoding,
    )


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def zip_parts(path: Path, parts: dict[str, bytes], *, name: str = "counties") -> Path:
    return write_zip(path, {f"{name}{suffix}": content for suffix, content in parts.items()})
