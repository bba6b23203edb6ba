"""This file reads GeoJSON with Python's own parser, so that GDAL does not guess the format.

GDAL is kept out on purpose: it would open a VRT or a TopoJSON, or follow a "crs" link.
"""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.importing.files.features import RawFeature, RawFile
from layers.sandbox.errors import JobError
from layers.sandbox.limits import Limits

WGS84 = "EPSG:4326"
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?([0-9]{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]*:)?CRS84", re.IGNORECASE)
# A MultiPolygon in a collection in a collection; deeper nesting is refused.
DEEPEST_COLLECTION = 4
# Geometries accepted without a feature around them.
BARE_GEOMETRIES = frozenset({"Polygon", "MultiPolygon", "GeometryCollection"})
# What pictures, PDF, ZIP and SQLite (GeoPackage) begin with.
NOT_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"SQLite format 3")
# The JSON names of untyped values.
JSON_KINDS = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


class _Unusable(Exception):
    """A geometry that cannot be built; carries the problem."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.problem = (code, values)


def read_geojson(path: Path, limits: Limits) -> RawFile:
    """The features of a FeatureCollection (or of one Feature or geometry) in UTF-8, with or
    without BOM."""
    document = parse_json(path.read_bytes())
    features = features_of(document)
    if len(features) > limits.features:
        raise JobError("too_many_features", count=len(features), most=limits.features)
    builder = _Builder(limits)
    raw = [_feature(row, feature, builder) for row, feature in enumerate(features, start=1)]
    return RawFile(raw, crs=_crs_of(document))


def parse_json(content: bytes) -> Any:
    """A JSON document in UTF-8, with or without BOM. Raises JobError, which names the place."""
    if not content.strip():
        raise JobError("empty_file")
    if content.startswith(NOT_TEXT):
        raise JobError("not_text")
    if content.lstrip().startswith(b"<"):
        raise JobError("is_xml")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise JobError("not_utf8", position=error.start) from None
    except json.JSONDecodeError as error:
        raise JobError("not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise JobError("json_too_deep") from None
    except ValueError:
        # An integer with more digits than Python parses.
        raise JobError("not_json", line=1, column=1) from None


def features_of(document: Any) -> list[Any]:
    """The features of a GeoJSON document, not yet checked. Raises JobError without any."""
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in BARE_GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    if kind != "FeatureCollection" or not isinstance(document.get("features"), list):
        found = kind[:40] if isinstance(kind, str) else JSON_KINDS[type(document)]
        raise JobError("not_geojson", found=found)
    if not document["features"]:
        raise JobError("no_features")
    return list(document["features"])


def _crs_of(document: dict[str, Any]) -> str:
    """Read the old "crs" member by number only; a link in it is never followed."""
    crs = document.get("crs")
    if crs is None:
        return WGS84
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if _CRS84.fullmatch(name):
        return WGS84
    known = _EPSG.fullmatch(name)
    if known is None:
        raise JobError("crs_unknown", found=name[:60] or "crs")
    return f"EPSG:{known[1]}"


def _feature(row: int, feature: Any, builder: "_Builder") -> RawFeature:
    if not isinstance(feature, dict):
        return RawFeature(row, None, {}, [("bad_coordinates", {})])
    properties = feature.get("properties")
    raw = RawFeature(row, None, dict(properties) if isinstance(properties, dict) else {})
    if "id" in feature and "id" not in raw.properties:
        raw.properties["id"] = feature["id"]
    try:
        raw.geometry = builder.build(feature.get("geometry"))
    except _Unusable as unusable:
        raw.problems.append(unusable.problem)
    return raw


class _Builder:
    """Builds geometries, and counts their vertices before GEOS is called."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.vertices = 0
        self.makers = {
            "Point": self._point,
            "MultiPoint": self._multi_point,
            "LineString": self._line,
            "MultiLineString": self._lines,
            "Polygon": self._polygon,
            "MultiPolygon": self._multi_polygon,
        }

    def build(self, geometry: Any, *, depth: int = 0) -> BaseGeometry | None:
        if geometry is None:
            return None
        if not isinstance(geometry, dict) or depth > DEEPEST_COLLECTION:
            raise _Unusable("bad_coordinates")
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            members = _listed(geometry.get("geometries"))
            parts = [self.build(member, depth=depth + 1) for member in members]
            return GeometryCollection([part for part in parts if part is not None])
        maker = self.makers.get(kind) if isinstance(kind, str) else None
        if maker is None:
            raise _Unusable("bad_coordinates")
        try:
            return maker(_listed(geometry.get("coordinates")))
        except (ValueError, GEOSException):
            raise _Unusable("bad_coordinates") from None

    def _point(self, position: list[Any]) -> BaseGeometry:
        return Point(self._positions([position])[0]) if position else Point()

    def _multi_point(self, positions: list[Any]) -> BaseGeometry:
        return MultiPoint(self._positions(positions) if positions else None)

    def _line(self, positions: list[Any]) -> BaseGeometry:
        return LineString(self._positions(positions) if positions else None)

    def _lines(self, lines: list[Any]) -> BaseGeometry:
        return shapely.multilinestrings([self._line(_listed(line)) for line in lines])

    def _polygon(self, rings: list[Any]) -> BaseGeometry:
        arrays = [self._ring(_listed(ring)) for ring in rings if ring]
        return Polygon(arrays[0], arrays[1:]) if arrays else Polygon()

    def _multi_polygon(self, polygons: list[Any]) -> BaseGeometry:
        return shapely.multipolygons([self._polygon(_listed(rings)) for rings in polygons])

    def _ring(self, positions: list[Any]) -> np.ndarray:
        if len(positions) > self.limits.ring_vertices:
            most = self.limits.ring_vertices
            raise _Unusable("ring_too_long", count=len(positions), most=most)
        return self._positions(positions)

    def _positions(self, positions: list[Any]) -> np.ndarray:
        """Positions as an array of (x, y) or (x, y, z); raises if one is not numeric."""
        self.vertices += len(positions)
        if self.vertices > self.limits.file_vertices:
            raise JobError("too_many_vertices", most=self.limits.file_vertices)
        array = _array(positions)
        if array.ndim != 2 or array.dtype.kind not in "if" or array.shape[1] < 2:
            raise _Unusable("bad_coordinates")
        if not np.isfinite(array).all():
            raise _Unusable("not_finite")
        return array[:, :3].astype(float)


def _array(positions: list[Any]) -> np.ndarray:
    """Positions as numpy reads them; heights are dropped if only some have one."""
    try:
        return np.asarray(positions)
    except ValueError:
        return np.asarray([position[:2] for position in map(_listed, positions)])


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Unusable("bad_coordinates")
    return value
