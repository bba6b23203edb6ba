"""This file tests the parsing of pasted text and dropped files, harmless and hostile."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyproj import Transformer

from layers.geometry import round_coordinates
from planning.shapes.files import ENDINGS
from planning.shapes.geojson import read_boundary
from tests.layers.importing.files import collection, feature, point, shapefile_parts
from tests.planning.ground import box, line, person, refused, send, signed_in

pytestmark = pytest.mark.django_db
SQUARE = box(51.3, 35.6, 51.4, 35.7)
BESIDE = box(51.4, 35.6, 51.5, 35.7)
CORNERS = [(51.3, 35.6), (51.4, 35.6), (51.4, 35.7), (51.3, 35.7)]
SHAPE = read_boundary(SQUARE)


@pytest.fixture
def client() -> Client:
    return signed_in(person())


def utm(zone: int = 39) -> list[tuple[float, float]]:
    way = Transformer.from_crs("EPSG:4326", f"EPSG:{32600 + zone}", always_xy=True)
    return [way.transform(*corner) for corner in CORNERS]


def understood(response: Any) -> tuple[Any, str, set[str]]:
    """The shape, the form and the codes of findings of an answer."""
    assert response.status_code == 200, response.content.decode()[:500]
    answer = response.json()
    for each in answer["findings"]:
        assert each["message_fa"].rstrip().endswith((".", ")."))
        assert each["message_en"].rstrip().endswith(".")
    codes = {each["code"] for each in answer["findings"]}
    return shapely.geometry.shape(answer["geometry"]), answer["form"], codes


def kml(*polygons: Any, besides: str = "") -> str:
    """A KML of polygons, each with its rings."""

    def ring(kind: str, positions: Any) -> str:
        words = " ".join(f"{x},{y},12" for x, y in positions)
        written = f"<LinearRing><coordinates>\n {words}\n</coordinates></LinearRing>"
        return f"<{kind}BoundaryIs>{written}</{kind}BoundaryIs>"

    placed = "".join(
        "<Placemark><name>&lt;محله&gt;</name><Polygon>"
        + "".join(ring("inner" if at else "outer", each) for at, each in enumerate(rings))
        + "</Polygon></Placemark>"
        for rings in polygons
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document>{placed}{besides}</Document></kml>"


KML = kml(SQUARE["coordinates"])
TEXTS = {
    "KML": (KML, "kml", set()),
    "KML with a prefix and a point": (
        kml(
            SQUARE["coordinates"],
            besides="<Point><coordinates>51.3,35.6</coordinates></Point>",
        ).replace("LinearRing>", "gx:LinearRing>"),
        "kml",
        {"points_or_lines"},
    ),
    "a geometry": (json.dumps(SQUARE), "geojson", set()),
    "a feature": (json.dumps(feature(SQUARE)), "geojson", set()),
    "a collection": (json.dumps(collection(feature(SQUARE))), "geojson", set()),
    "with points": (
        json.dumps(
            collection(feature(SQUARE), feature(point()), feature(line((51, 35), (52, 36))))
        ),
        "geojson",
        {"points_or_lines"},
    ),
    "a geometry collection": (
        json.dumps({"type": "GeometryCollection", "geometries": [SQUARE, point()]}),
        "geojson",
        {"points_or_lines"},
    ),
    "a bare ring": (json.dumps(SQUARE["coordinates"][0]), "geojson", set()),
    "bare rings": (json.dumps(SQUARE["coordinates"]), "geojson", set()),
    "bare parts": (json.dumps([SQUARE["coordinates"]]), "geojson", set()),
    "swapped GeoJSON": (json.dumps(box(35.6, 51.3, 35.7, 51.4)), "geojson", {"swapped"}),
    "with a mark in front": ("\ufeff" + json.dumps(SQUARE), "geojson", set()),
    "WKT": (SHAPE.geoms[0].wkt, "wkt", set()),
    "WKT of several": (SHAPE.wkt, "wkt", set()),
    "WKT with SRID and heights": (
        "SRID=4326; polygon z ((51.3 35.6 5, 51.4 35.6 5, 51.4 35.7 5, 51.3 35.7 5, 51.3 35.6 5))",
        "wkt",
        set(),
    ),
    "WKT in Persian digits": (
        "POLYGON((۵۱.۳ ۳۵.۶,۵۱.۴ ۳۵.۶,۵۱.۴ ۳۵.۷,۵۱.۳ ۳۵.۷,۵۱.۳ ۳۵.۶))",
        "wkt",
        set(),
    ),
    "degrees": ("\n".join(f"{x}, {y}" for x, y in CORNERS), "degrees", set()),
    "latitude first": ("\n".join(f"{y} {x}" for x, y in CORNERS), "degrees", {"latitude_first"}),
    "Persian digits": (
        "۵۱٫۳، ۳۵٫۶\n۵۱٫۴، ۳۵٫۶\n۵۱٫۴، ۳۵٫۷\n۵۱٫۳، ۳۵٫۷",
        "degrees",
        set(),
    ),
    "a heading and running numbers": (
        "طول، عرض\n1, 51.3, 35.6\n2, 51.4, 35.6\n3, 51.4, 35.7\n4, 51.3, 35.7",
        "degrees",
        set(),
    ),
    "one line of pairs": (" ".join(f"{x},{y}" for x, y in CORNERS), "degrees", set()),
    "one line as in KML": (" ".join(f"{x},{y},0" for x, y in CORNERS), "degrees", set()),
    "semicolons": ("; ".join(f"{x} {y}" for x, y in CORNERS), "degrees", set()),
    "degrees, minutes, seconds": (
        "51°18′0″E 35°36′0″N\n51°24′0″E 35°36′0″N\n51°24′0″E 35°42′0″N\n51°18′0″E 35°42′0″N",
        "dms",
        set(),
    ),
    "UTM with its zone on the first line": (
        "\n".join(f"{'39N ' * (not at)}{x:.3f} {y:.3f}" for at, (x, y) in enumerate(utm())),
        "utm",
        set(),
    ),
    "UTM under its zone": (
        "UTM zone 39N\n" + "\n".join(f"{x:.3f} {y:.3f}" for x, y in utm()),
        "utm",
        set(),
    ),
    "UTM under its zone in Persian": (
        "زون ۳۹\n" + "\n".join(f"{x:.3f} {y:.3f}" for x, y in utm()),
        "utm",
        set(),
    ),
    "UTM with thousands marks": (
        "39N\n" + "\n".join(f"{x:,.3f} {y:,.3f}" for x, y in utm()),
        "utm",
        set(),
    ),
    "WKT in metres with its SRID": (
        "SRID=32639;POLYGON((" + ",".join(f"{x:.3f} {y:.3f}" for x, y in utm()) + "))",
        "wkt",
        {"utm"},
    ),
    "UTM with its zone": ("\n".join(f"39N {x:.3f} {y:.3f}" for x, y in utm()), "utm", set()),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_pasted_text_is_understood(client: Client, name: str) -> None:
    text, form, codes = TEXTS[name]
    shape, found_form, found_codes = understood(send(client, "read/", {"text": text}))
    assert shape.symmetric_difference(SHAPE).area < 1e-8
    assert (found_form, found_codes) == (form, codes)


def test_metres_are_taken_with_the_zone_that_is_given(client: Client) -> None:
    text = "\n".join(f"{x:.3f} {y:.3f}" for x, y in utm())
    refused(send(client, "read/", {"text": text}), 422, "utm_zone_missing")
    shape, form, _ = understood(send(client, "read/", {"text": text, "zone": 39}))
    assert form == "utm"
    assert shape.symmetric_difference(SHAPE).area < 1e-8
    moved, _, _ = understood(send(client, "read/", {"text": text, "zone": "۴۰"}))
    assert moved.centroid.x == pytest.approx(SHAPE.centroid.x + 6, abs=0.1)


def test_geojson_in_metres_is_taken_with_a_zone_and_says_so(client: Client) -> None:
    text = json.dumps({"type": "Polygon", "coordinates": [[*map(list, utm())]]})
    refused(send(client, "read/", {"text": text}), 422, "utm_zone_missing")
    shape, _, codes = understood(send(client, "read/", {"text": text, "zone": 39}))
    assert codes == {"utm"}
    assert shape.symmetric_difference(SHAPE).area < 1e-8


def test_metres_of_web_mercator_are_told_by_themselves(client: Client) -> None:
    way = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    ring = [list(way.transform(*corner)) for corner in CORNERS]
    text = json.dumps({"type": "Polygon", "coordinates": [ring]})
    shape, _, codes = understood(send(client, "read/", {"text": text}))
    assert codes == {"mercator"}
    assert shape.symmetric_difference(SHAPE).area < 1e-8


@pytest.mark.parametrize(
    "zone",
    [37, 42, "x", 1.5, [39], "٣٩N", True, 10**4_000, "9" * 5_000, "039"],
    ids=range(10),
)
def test_a_zone_that_iran_does_not_have_is_refused(client: Client, zone: Any) -> None:
    problem = refused(send(client, "read/", {"text": "51 35", "zone": zone}), 400)
    assert problem["parameter"] == "zone"


def test_several_polygons_become_one_area_and_it_is_told(client: Client) -> None:
    apart = box(51.6, 35.6, 51.7, 35.7)
    text = json.dumps(collection(feature(SQUARE), feature(apart)))
    shape, _, codes = understood(send(client, "read/", {"text": text}))
    assert codes == {"several_polygons"}
    assert len(shape.geoms) == 2


def test_polygons_that_touch_are_joined(client: Client) -> None:
    text = json.dumps(collection(feature(SQUARE), feature(BESIDE)))
    shape, _, codes = understood(send(client, "read/", {"text": text}))
    assert codes == {"several_polygons", "joined"}
    assert shape.equals(read_boundary(box(51.3, 35.6, 51.5, 35.7)))


def test_an_empty_line_begins_another_polygon(client: Client) -> None:
    first = "\n".join(f"{x} {y}" for x, y in CORNERS)
    second = "\n".join(f"{x + 0.2} {y}" for x, y in CORNERS)
    shape, _, codes = understood(send(client, "read/", {"text": f"{first}\n\n{second}"}))
    assert len(shape.geoms) == 2
    assert codes == {"several_polygons"}


def test_an_unsound_shape_comes_back_as_it_is_with_its_repair(client: Client) -> None:
    text = "51 35\n51.1 35.1\n51.1 35\n51 35.1"
    response = send(client, "read/", {"text": text})
    shape, _, codes = understood(response)
    assert codes == {"self_crossing"}
    assert not shape.is_valid
    assert response.json()["findings"][0]["repair"] == "repair"
    asked = {"geometry": response.json()["geometry"]}
    assert send(client, "operations/repair/", asked).status_code == 200


REFUSED = {
    "nothing": ("", "no_text"),
    "blanks": (" \n\t ", "no_text"),
    "words": ("سلام، این یک محدوده است", "no_positions"),
    "half of a JSON": (json.dumps(SQUARE)[:-5], "not_json"),
    "deep JSON": ("[" * 50_000, "json_too_deep"),
    "deep object": ('{"a":' * 50_000, "json_too_deep"),
    "another object": ('{"a": 1}', "no_polygon"),
    "a number of many digits": ('{"a": ' + "9" * 10_000 + "}", "not_json"),
    "not a number": (json.dumps(box(51, 35, float("nan"), 36)), "not_numbers"),
    "a point": (json.dumps(point()), "no_polygon"),
    "points only": (json.dumps(collection(feature(point()))), "no_polygon"),
    "an empty collection": (json.dumps(collection()), "no_polygon"),
    "features that are no list": ('{"type": "FeatureCollection", "features": 5}', "no_polygon"),
    "wrong members": ('{"type": "Polygon", "coords": [[1, 2]]}', "not_a_polygon"),
    "collections in collections": (
        '{"type": "GeometryCollection", "geometries": [' * 300 + "]}" * 300,
        "no_polygon",
    ),
    "WKT of a point": ("POINT (51.3 35.6)", "bad_wkt"),
    "WKT that is cut off": ("POLYGON ((51.3 35.6, 51.4 35.6", "bad_wkt"),
    "WKT that is nested": ("GEOMETRYCOLLECTION (" * 10_000, "bad_wkt"),
    "WKT of open brackets": ("POLYGON " + "(" * 50_000 + ")" * 50_000, "json_too_deep"),
    "WKT of words": ("POLYGON ((a b, c d))", "bad_wkt"),
    "WKT in another system": ("SRID=2058;POLYGON((1 2, 3 4, 5 6, 1 2))", "srid_unknown"),
    "WKT with one number": ("POLYGON ((51.3, 35.6))", "not_numbers"),
    "WKT that is empty": ("POLYGON EMPTY", "bad_wkt"),
    "two positions": ("51.3 35.6\n51.4 35.7", "short_ring"),
    "a position abroad": ("51.3 35.6\n2.3 48.8\n51.4 35.7", "outside_iran"),
    "a word among positions": ("51.3 35.6\nchapter\n51.4 35.7", "bad_line"),
    "minutes over sixty": (
        "35°61'0\"N 51°0'0\"E\n35°0'0\"N 51°0'0\"E\n35°0'0\"N 51°1'0\"E",
        "minutes_or_seconds_not_0_to_59",
    ),
    "a zone of another country": ("33N 500000 4000000", "utm_zone_outside_iran"),
    "20,001 positions": ("51.3 35.6\n" * 20_001, "too_many_vertices"),
    "10,000 polygons": (json.dumps(collection(*[feature(SQUARE)] * 10_000)), "too_many_parts"),
    "abroad": (json.dumps(box(2.3, 48.8, 2.4, 48.9)), "place_elsewhere"),
    "over the antimeridian": (json.dumps(box(179, 35, -179, 36)), "place_elsewhere"),
    "no size": ("51.3 35.6\n51.4 35.7\n51.5 35.8", "zero_area"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_text_that_is_no_boundary_is_refused_with_what_to_do(client: Client, name: str) -> None:
    text, code = REFUSED[name]
    problem = refused(send(client, "read/", {"text": text}), 422)
    assert problem["code"] == code


LONG = {
    "digits": ("9" * 400_000, "bad_line"),
    "digits in blanks": ("51.3,35.6 " + "9" * 400_000, "bad_line"),
    "digits and commas": ("1," * 200_000, "no_positions"),
    "blanks in WKT": ("POLYGON" + " " * 400_000 + "x", "bad_wkt"),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_that_is_no_boundary_is_refused_soon(client: Client, name: str) -> None:
    """Quadratic time would be minutes, which the test would notice."""
    text, code = LONG[name]
    refused(send(client, "read/", {"text": text}), 422, code)


def test_the_line_that_cannot_be_read_is_named(client: Client) -> None:
    problem = refused(send(client, "read/", {"text": "51.3 35.6\nالف ب\n51.4 35.7"}), 422)
    assert "Line 2" in problem["detail"]
    assert "سطر ۲" in problem["detail_fa"]


def test_a_text_that_is_none_is_refused(client: Client) -> None:
    for text in (5, ["51 35"], {"type": "Polygon"}, "a\x00b"):
        assert refused(send(client, "read/", {"text": text}), 400)["parameter"] == "text"


def drop(client: Client, name: str, content: bytes, **fields: Any) -> Any:
    upload = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    headers = {"Accept": "application/json"}
    return client.post("/planning/read/", {"file": upload, **fields}, headers=headers)


def zipped(parts: dict[str, bytes], name: str = "area") -> bytes:
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in parts.items():
            archive.writestr(f"{name}{suffix}", content)
    return store.getvalue()


@pytest.mark.parametrize(
    "document", [collection(feature(SQUARE, name="محله")), feature(SQUARE), SQUARE]
)
def test_a_dropped_geojson_is_read(client: Client, document: dict[str, Any]) -> None:
    content = json.dumps(document).encode()
    shape, form, codes = understood(drop(client, "محدوده.geojson", content))
    assert (form, codes) == ("file", set())
    assert shape.equals(SHAPE)


def test_a_dropped_shapefile_is_read_and_brought_to_degrees(client: Client, tmp_path: Path) -> None:
    way = Transformer.from_crs("EPSG:4326", "EPSG:32639", always_xy=True)
    metres = shapely.Polygon([way.transform(*corner) for corner in CORNERS])
    parts = shapefile_parts(tmp_path / "made", [metres], {"name": ["محله"]}, crs="EPSG:32639")
    shape, form, codes = understood(drop(client, "area.zip", zipped(parts)))
    assert form == "file"
    assert codes == {"transformed"}
    assert shape.symmetric_difference(SHAPE).area < 1e-8
    del parts[".prj"]
    refused(drop(client, "area.zip", zipped(parts)), 422, "utm_zone_missing")
    shape, _, codes = understood(drop(client, "area.zip", zipped(parts), zone="39"))
    assert codes == {"utm"}
    assert shape.symmetric_difference(SHAPE).area < 1e-8


def test_a_file_of_several_shapes_becomes_one_area(client: Client) -> None:
    content = json.dumps(collection(feature(SQUARE), feature(BESIDE), feature(point()))).encode()
    shape, _, codes = understood(drop(client, "a.geojson", content))
    assert codes == {"several_polygons", "joined", "points_or_lines"}
    assert shape.equals(read_boundary(box(51.3, 35.6, 51.5, 35.7)))


def vrt(source: str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def bomb() -> bytes:
    return zipped({".shp": b"\0" * 40_000_000, ".shx": b"", ".dbf": b""})


BAD_FILES = {
    "nothing in it": ("a.geojson", b"", "empty_file"),
    "a VRT that reads a local file": ("a.geojson", vrt("CSV:/etc/passwd"), "is_xml"),
    "a VRT that fetches": ("a.geojson", vrt("/vsicurl/http://127.0.0.1:9/a"), "is_xml"),
    "a VRT in a zip": ("a.zip", zipped({".vrt": vrt("CSV:/etc/passwd")}), "no_shapefile"),
    "a VRT for a shapefile": (
        "a.zip",
        zipped({".shp": vrt("CSV:/etc/passwd"), ".shx": b"x", ".dbf": b"x"}),
        "not_shapefile",
    ),
    "a path for a name": ("/vsicurl/http://127.0.0.1:9/a.geojson", b"{}", "not_geojson"),
    "a KML of nothing": ("a.kml", b"<kml/>", "no_polygon"),
    "a KML of a point": ("a.kml", b"<kml><Point/></kml>", "no_polygon"),
    "a KML that breaks off": ("a.kml", b"<kml><Polygon>", "bad_kml"),
    "a KML that grows": (
        "a.kml",
        b'<!DOCTYPE k [<!ENTITY a "0"><!ENTITY b "&a;&a;">]><kml>&b;</kml>',
        "bad_kml",
    ),
    "a deep KML": ("a.kml", b"<a>" * 100_000, "bad_kml"),
    "a KML of words": ("a.kml", KML.replace("51.3,35.6", "nan,35.6").encode(), "bad_kml"),
    "a KML in no known encoding": ("a.kml", b'<?xml version="1.0" encoding="foo"?><k/>', "bad_kml"),
    "a KML of several bytes a character": (
        "a.kml",
        b'<?xml version="1.0" encoding="gb2312"?><k/>',
        "bad_kml",
    ),
    "a KML of empty polygons": ("a.kml", b"<kml>%s</kml>" % (b"<Polygon/>" * 200), "no_polygon"),
    "a KML of 101 polygons": (
        "a.kml",
        kml(*[SQUARE["coordinates"]] * 101).encode(),
        "too_many_parts",
    ),
    "a KML of 200,001 positions": (
        "a.kml",
        kml([[[51.3, 35.6]] * 200_001]).encode(),
        "too_many_vertices",
    ),
    "a GeoPackage": ("a.gpkg", b"SQLite format 3\0", "unknown_format"),
    "no ending": ("a", b"{}", "unknown_format"),
    "no zip": ("a.zip", b"PK", "not_zip"),
    "a zip bomb": ("a.zip", bomb(), "archive_bomb"),
    "a name that leads out": (
        "a.zip",
        zipped({".shp": b"x"}, name="../../etc/area"),
        "archive_bad_name",
    ),
    "a deep JSON": ("a.geojson", b"[" * 100_000, "json_too_deep"),
    "not UTF-8": ("a.geojson", b'{"type": "\xff"}', "not_utf8"),
    "points only": ("a.geojson", json.dumps(collection(feature(point()))).encode(), "no_polygon"),
    "10,001 features": (
        "a.geojson",
        json.dumps(collection(*[feature(None)] * 10_001)).encode(),
        "too_many_features",
    ),
    "abroad": ("a.geojson", json.dumps(feature(box(2, 48, 3, 49))).encode(), "place_elsewhere"),
    "an unknown system": (
        "a.geojson",
        json.dumps(
            collection(feature(SQUARE), crs={"type": "name", "properties": {"name": "http://x/y"}})
        ).encode(),
        "crs_unknown",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_hostile_or_broken_file_is_refused_with_what_to_do(client: Client, name: str) -> None:
    file_name, content, code = BAD_FILES[name]
    problem = refused(drop(client, file_name, content), 422, code)
    if code == "unknown_format":
        assert all(ending in problem["detail"] for ending in ENDINGS)
    assert "--" not in problem["detail"]
    assert "root:" not in str(problem)


@pytest.mark.parametrize("size", [5_000_001, 5_100_000])
def test_a_file_larger_than_five_megabytes_is_refused_before_it_is_read(
    client: Client, size: int
) -> None:
    """For the reader, which knows the file alone, it is a little too large; with its form, far."""
    refused(drop(client, "a.geojson", b" " * size), 413)


def test_a_zone_of_a_form_that_is_too_long_is_refused(client: Client) -> None:
    problem = refused(drop(client, "a.geojson", b"{}", zone="9" * 5_000), 400)
    assert problem["parameter"] == "zone"


def test_a_form_without_a_file_is_refused(client: Client) -> None:
    headers = {"Accept": "application/json"}
    refused(client.post("/planning/read/", {"zone": "39"}, headers=headers), 400)


def test_what_is_read_has_seven_decimals(client: Client) -> None:
    text = "\n".join(f"39N {x} {y}" for x, y in utm())
    shape, _, _ = understood(send(client, "read/", {"text": text}))
    assert shape.equals_exact(round_coordinates(shape))
