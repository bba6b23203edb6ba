"""This file reads a zipped shapefile through GDAL, with all other drivers deregistered."""

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.importing.files.encoding import decode, find_encoding, language_id_of
from layers.importing.files.features import Problem, RawFeature, RawFile
from layers.importing.files.zip import unpack_shapefile
from layers.sandbox.errors import JobError
from layers.sandbox.limits import Limits

ONLY_DRIVER = "ESRI Shapefile"
# Bytes of one vertex (x, y) in a .shp.
VERTEX_BYTES = 16
FEATURE_BYTES = 100
LONGEST_PRJ = 20_000
# ISO 8859-1: GDAL maps each byte to the character of the same number, so none is lost.
LOSSLESS = "ISO-8859-1"


def read_shapefile(path: Path, limits: Limits) -> RawFile:
    """The features of the only shapefile in a zip; texts decoded, crs from its .prj."""
    shp = unpack_shapefile(path, path.parent, limits)
    _check_size(shp, limits)
    crs = _crs_of(shp.with_suffix(".prj"))
    keep_only_shapefile_driver()
    meta, geometries, columns = _read(shp, limits)
    problems = _decode_columns(shp, meta, columns)
    rows = zip(geometries, _records(columns), strict=True)
    features = [
        _feature(row, geometry, record, limits)
        for row, (geometry, record) in enumerate(rows, start=1)
    ]
    return RawFile(features, crs=crs, problems=problems)


def keep_only_shapefile_driver() -> None:
    """Deregister every GDAL driver but one in this process, and verify it.

    pyogrio cannot pass GDAL a list of allowed drivers; a missing driver cannot open anything.
    """
    folder = Path(pyogrio.__file__).parent.parent / "pyogrio.libs"
    gdal = ctypes.CDLL(str(next(folder.glob("libgdal-*.so*"))))
    gdal.GDALGetDriver.restype = ctypes.c_void_p
    gdal.GDALGetDriverShortName.restype = ctypes.c_char_p
    gdal.GDALGetDriverShortName.argtypes = [ctypes.c_void_p]
    gdal.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    for position in reversed(range(gdal.GDALGetDriverCount())):
        driver = gdal.GDALGetDriver(position)
        if gdal.GDALGetDriverShortName(driver) != ONLY_DRIVER.encode():
            gdal.GDALDeregisterDriver(driver)
    if list(pyogrio.list_drivers()) != [ONLY_DRIVER]:
        raise RuntimeError("GDAL kept other drivers")


def _check_size(shp: Path, limits: Limits) -> None:
    """Refuse a file too small for its vertices before GDAL counts them."""
    most = limits.file_vertices * VERTEX_BYTES * 2 + limits.features * FEATURE_BYTES
    if shp.stat().st_size > most:
        raise JobError("too_many_vertices", most=limits.file_vertices)


def _crs_of(prj: Path) -> str | None:
    if not prj.exists():
        return None
    text = prj.read_bytes()[:LONGEST_PRJ].decode("utf-8", "replace").strip("\ufeff \r\n\t\0")
    # A definition that refers PROJ to a grid file is refused.
    if "[" not in text or "nadgrids" in text.lower():
        raise JobError("crs_unknown", found=text[:60] or ".prj")
    try:
        crs = CRS.from_wkt(text)
    except CRSError:
        raise JobError("crs_unknown", found=text[:60]) from None
    number = crs.to_epsg(min_confidence=70)
    return f"EPSG:{number}" if number else crs.to_wkt()


def _read(shp: Path, limits: Limits) -> tuple[dict[str, Any], Any, dict[Any, Any]]:
    try:
        count = pyogrio.read_info(shp, encoding=LOSSLESS, force_feature_count=True)["features"]
        if count > limits.features:
            raise JobError("too_many_features", count=count, most=limits.features)
        meta, _, geometries, values = pyogrio.raw.read(shp, encoding=LOSSLESS)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise JobError("not_shapefile") from error
    if not count:
        raise JobError("no_features")
    if geometries is None:
        geometries = [None] * count
    names = [_bytes_of(name) for name in meta["fields"]]
    return meta, geometries, dict(zip(names, values, strict=True))


def _decode_columns(shp: Path, meta: dict[str, Any], columns: dict[Any, Any]) -> list[Problem]:
    """Decode column names and texts in place; returns the encoding and how it was found."""
    texts = {name: values for name, values in columns.items() if values.dtype == object}
    raw = [_bytes_of(value) for values in texts.values() for value in values if value is not None]
    cpg = shp.with_suffix(".cpg")
    encoding = find_encoding(
        [*columns, *raw],
        cpg=cpg.read_bytes() if cpg.exists() else None,
        language_id=language_id_of(shp.with_suffix(".dbf")),
    )
    for name in list(columns):
        values = columns.pop(name)
        if name in texts:
            values = [
                None if value is None else decode(_bytes_of(value), encoding.name)
                for value in values
            ]
        columns[decode(name, encoding.name)] = values
    return _encoding_problems(encoding.origin, encoding.name, encoding.declared)


def _encoding_problems(origin: str, name: str, declared: str) -> list[Problem]:
    if declared:
        return [("encoding_wrong", {"declared": declared, "found": name})]
    if origin == "detected":
        return [("encoding_detected", {"found": name})]
    return []


def _bytes_of(text: str) -> bytes:
    return text.encode("latin-1", "replace")


def _records(columns: dict[str, Any]) -> list[dict[str, Any]]:
    lists = [_plain(values) for values in columns.values()]
    return [dict(zip(columns, record, strict=True)) for record in zip(*lists, strict=True)]


def _plain(values: Any) -> list[Any]:
    """A column as Python values; dates as ISO text."""
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind == "M":
        return [None if np.isnat(value) else str(value)[:10] for value in values]
    return list(values.tolist())


def _feature(row: int, wkb: Any, record: dict[str, Any], limits: Limits) -> RawFeature:
    raw = RawFeature(row, None, record)
    if wkb is None:
        return raw
    geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    if geometry is None:
        raw.problems.append(("bad_coordinates", {}))
        return raw
    raw.geometry = geometry
    return raw
