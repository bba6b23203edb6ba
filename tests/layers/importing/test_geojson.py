"""This file tests GeoJSON files that are broken, truncated, too deep, too large or not GeoJSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.importing.findings import Severity
from layers.models import Area
from layers.sandbox.limits import Limits
from tests.layers.importing.conftest import found, says
from tests.layers.importing.files import (
    collection,
    county,
    feature,
    point,
    polygon,
    ring,
    write_geojson,
)


def test_a_sound_file_becomes_an_edition(tmp_path: Path, bring: Callable[..., Any]) -> None:
    run, findings = bring(write_geojson(tmp_path / "a.geojson", county()), commit=True)
    assert run.outcome == "committed", findings
    area = Area.objects.get(edition=run.edition)
    assert (area.code, area.parent_code, area.name_fa) == ("9901", "99", "باختر")
    assert area.boundary.num_coords == 5
    assert (run.rows_read, run.rows_written) == (1, 1)


@pytest.mark.parametrize(
    ("content", "code", "fa", "en"),
    [
        (b"", "empty_file", "خالی است", "is empty"),
        (b" \n\t ", "empty_file", "خالی است", "is empty"),
        (b"hello", "not_json", "JSON درست نیست", "not valid JSON"),
        (b'{"type": "FeatureColl', "not_json", "سطر ۱", "line 1"),
        (b'{"type":"Topology","objects":{}}', "not_geojson", "Topology", "not a FeatureCollection"),
        (b'{"type":["Polygon"]}', "not_geojson", "نوع آن: object", "its type is object"),
        (b"[]", "not_geojson", "نوع آن: array", "its type is array"),
        (b"null", "not_geojson", "نوع آن: null", "its type is null"),
        (b"true", "not_geojson", "نوع آن: boolean", "its type is boolean"),
        (b"1.5", "not_geojson", "نوع آن: number", "its type is number"),
        (b'"x"', "not_geojson", "نوع آن: string", "its type is string"),
        (b'{"a":1}', "not_geojson", "نوع آن: object", "its type is object"),
        (b'{"type":null}', "not_geojson", "نوع آن: object", "its type is object"),
        (b'{"type":"FeatureCollection","features":[]}', "no_features", "هیچ", "no feature"),
        (
            b'{"type":"FeatureCollection","features":{}}',
            "not_geojson",
            "نیست",
            "not a FeatureCollection",
        ),
        (b"[" * 200_000, "json_too_deep", "تودرتو", "too deeply"),
        (b'{"a":' * 200_000, "json_too_deep", "تودرتو", "too deeply"),
        (b"9" * 5000, "not_json", "JSON درست نیست", "not valid JSON"),
        ('{"type": "نام"}'.encode("cp1256"), "not_utf8", "UTF-8 نیست", "not UTF-8"),
        ('{"type": "x"}'.encode("utf-16"), "not_utf8", "UTF-8 نیست", "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "not_text", "متن نیست", "not text"),
        (b"<kml></kml>", "is_xml", "XML است", "is XML"),
    ],
)
def test_what_is_no_geojson_is_refused_with_a_reason(
    tmp_path: Path, refused: Callable[..., Any], content: bytes, code: str, fa: str, en: str
) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    says(refused(path, code), fa, en)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, refused: Callable[..., Any]) -> None:
    whole = write_geojson(tmp_path / "a.geojson", county()).read_bytes()
    (tmp_path / "a.geojson").write_bytes(whole[: len(whole) // 2])
    finding = refused(tmp_path / "a.geojson", "not_json")
    assert "ناقص" in finding.advice.fa
    assert "may be incomplete" in finding.advice.en


def test_a_byte_order_mark_does_not_matter(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection(county())), encoding="utf-8-sig")
    run, findings = bring(path)
    assert run.outcome == "dry_run", findings


def test_a_single_feature_is_a_file_too(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(county()))
    run, findings = bring(path)
    assert (run.rows_read, run.outcome) == (1, "dry_run"), findings


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_coordinate_without_a_number_is_told_by_row(
    tmp_path: Path, refused: Callable[..., Any], number: str
) -> None:
    text = json.dumps(collection(county(), county(code="9902"))).replace("50.5", number, 1)
    path = tmp_path / "a.geojson"
    path.write_text(text)
    finding = refused(path, "not_finite")
    assert finding.row == 1
    says(finding, "NaN", "NaN")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[50.2, 30.5], [51.3, 35.5]]]},
        {"type": "Polygon", "coordinates": [[["51.2", "35.5"], ["51.3", "35.5"], ["51.3", "35"]]]},
        {"type": "Polygon", "coordinates": [[[True, False], [True, True], [False, True]]]},
        {"type": "Polygon", "coordinates": [[[10**400, 35.5], [51.3, 35.5], [51.3, 35.6]]]},
        {"type": "Polygon", "coordinates": [50.2, 30.5]},
        {"type": "Polygon", "coordinates": {"a": 1}},
        {"type": "Polygon", "coordinates": [[[51.2], [51.3], [51.4], [51.2]]]},
        {"type": "Polygon", "coordinates": [[None, None, None, None]]},
        {"type": "Polygon"},
        {"type": "Circle", "coordinates": [50.2, 30.5]},
        {"type": ["Polygon"], "coordinates": []},
        "POLYGON((51 35, 52 35, 52 36, 51 35))",
        [50.2, 30.5],
    ],
)
def test_coordinates_that_are_none_are_told_by_row(
    tmp_path: Path, refused: Callable[..., Any], geometry: Any
) -> None:
    path = write_geojson(tmp_path / "a.geojson", county(), feature(geometry, code="9902"))
    finding = refused(path, "bad_coordinates")
    assert (finding.row, finding.severity) == (2, Severity.ERROR)
    says(finding, "خوانده نمی‌شود", "cannot be read")


def test_a_feature_that_is_no_object_is_told_by_row(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    finding = refused(write_geojson(tmp_path / "a.geojson", county(), "x"), "bad_coordinates")
    assert finding.row == 2


def test_heights_are_dropped_and_noted(tmp_path: Path, planned: Callable[..., Any]) -> None:
    high = {"type": "Polygon", "coordinates": [[[*xy, 1200.5] for xy in ring(50, 30, 50.5, 31)]]}
    plan = planned(write_geojson(tmp_path / "a.geojson", county(high)))
    finding = found(plan.findings, "height_dropped")
    says(finding, "ارتفاع", "height")
    assert finding.severity == Severity.NOTE
    assert not plan.drafts[0].boundary.has_z


def test_heights_on_some_corners_only_are_dropped_too(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    corners: list[list[float]] = ring(50, 30, 50.5, 31)
    corners[1].append(1200)
    mixed = {"type": "Polygon", "coordinates": [corners]}
    run, findings = bring(write_geojson(tmp_path / "a.geojson", county(mixed)))
    assert run.outcome == "dry_run", findings


def test_a_row_without_geometry_is_an_error(tmp_path: Path, refused: Callable[..., Any]) -> None:
    bare = feature(None, code="9902", name_fa="قدس")
    finding = refused(write_geojson(tmp_path / "a.geojson", county(), bare), "no_boundary")
    assert finding.row == 2
    says(finding, "«قدس» مرز ندارد", "“قدس” has no boundary")


def test_an_empty_polygon_is_an_error(tmp_path: Path, refused: Callable[..., Any]) -> None:
    empty = feature({"type": "Polygon", "coordinates": []}, code="9902", name_fa="قدس")
    assert refused(write_geojson(tmp_path / "a.geojson", empty), "no_boundary").row == 1


def test_stray_points_and_lines_are_left_out_and_told(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    line = {"type": "LineString", "coordinates": [[50.2, 30.5], [51.3, 35.5]]}
    path = write_geojson(tmp_path / "a.geojson", county(), feature(point()), feature(line))
    run, findings = bring(path, commit=True)
    strays = [each for each in findings if each.code == "stray_geometry"]
    assert [(each.row, each.severity) for each in strays] == [(2, "warning"), (3, "warning")]
    says(strays[0], "چندضلعی نیست (Point)", "not a polygon (Point)")
    says(strays[1], "LineString", "LineString")
    assert run.rows_written == 1


def test_of_a_collection_the_polygons_are_kept(tmp_path: Path, planned: Callable[..., Any]) -> None:
    mixed = {"type": "GeometryCollection", "geometries": [polygon(), point()]}
    plan = planned(write_geojson(tmp_path / "a.geojson", county(mixed)))
    says(found(plan.findings, "parts_left_out"), "تنها چندضلعی‌ها", "Only the polygons")
    assert len(plan.drafts[0].boundary.geoms) == 1


def test_collections_in_collections_end_somewhere(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    nested: Any = polygon()
    for _ in range(50):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert refused(write_geojson(tmp_path / "a.geojson", county(nested)), "bad_coordinates")


def test_a_ring_of_100_001_vertices_is_refused(tmp_path: Path, refused: Callable[..., Any]) -> None:
    long = [[50.2 + step * 1e-6, 30.5] for step in range(100_000)] + [[50.2, 30.5]]
    path = write_geojson(tmp_path / "a.geojson", county({"type": "Polygon", "coordinates": [long]}))
    finding = refused(path, "ring_too_long")
    assert finding.row == 1
    says(finding, "۱۰۰٬۰۰۱ رأس", "100,001 vertices")


@pytest.mark.parametrize(
    ("limits", "code", "fa", "en"),
    [
        (Limits(features=1), "too_many_features", "۲ عارضه", "2 features"),
        (Limits(file_vertices=9), "too_many_vertices", "۹ رأس", "9 vertices"),
        (Limits(feature_vertices=4), "feature_too_long", "۵ رأس", "5 vertices"),
        (Limits(property_characters=4), "property_too_long", "«name_fa»", "4 characters"),
        (Limits(file_bytes=100), "file_too_big", "مگابایت", "larger than"),
        (Limits(output_bytes=100), "no_room", "جا ندارد", "no space"),
    ],
)
def test_caps_are_kept(
    tmp_path: Path, refused: Callable[..., Any], limits: Limits, code: str, fa: str, en: str
) -> None:
    path = write_geojson(tmp_path / "a.geojson", county(), county(code="9902"))
    says(refused(path, code, limits=limits), fa, en)


def test_the_nested_tags_of_osm_are_opened(tmp_path: Path, planned: Callable[..., Any]) -> None:
    tags = {"name": "شهرستان باختر", "name:en": "West County", "ref": None}
    osm = feature(polygon(), id=6554884, code="9901", tags=tags)
    plan = planned(write_geojson(tmp_path / "a.geojson", osm))
    area = plan.drafts[0]
    assert (area.name_fa, area.name_en) == ("باختر", "West")
    assert "tags" not in found(plan.findings, "unknown_columns").message.en


def test_the_crs_member_of_old_files_is_heeded(tmp_path: Path, planned: Callable[..., Any]) -> None:
    utm = polygon(421_000, 3_320_000, 423_000, 3_322_000)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32639"}}
    plan = planned(write_geojson(tmp_path / "a.geojson", county(utm), crs=crs))
    says(found(plan.findings, "transformed"), "EPSG:32639", "EPSG:32639")
    # Zone 39 has 51° E at 500 km; at 30° N one degree is 96.5 km, so 421 km is 0.82° west of it.
    west, south, east, north = plan.drafts[0].boundary.bounds
    assert (round(west, 2), round(south, 2), round(east, 2), round(north, 2)) == (
        50.18,
        30.01,
        50.2,
        30.03,
    )


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "Rassadiran"}},
        {"type": "name", "properties": {"name": "EPSG:999999"}},
        {"type": "name"},
        "EPSG:4326",
    ],
)
def test_an_unknown_crs_member_is_refused(
    tmp_path: Path, refused: Callable[..., Any], crs: Any
) -> None:
    path = write_geojson(tmp_path / "a.geojson", county(), crs=crs)
    says(refused(path, "crs_unknown"), "شناخته نشد", "not recognised")


def test_text_that_would_break_a_terminal_or_the_database_is_tamed(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    path = tmp_path / "a.geojson"
    name = "\\u001b[31mاسلام\\u0000شهر\\ud800\\u202e"
    path.write_text(json.dumps(collection(county())).replace('"9901"', f'"9901", "نام": "{name}"'))
    text = path.read_text().replace('"name_fa"', '"x"')
    path.write_text(text)
    run, findings = bring(path, commit=True)
    assert run.outcome == "committed", findings
    name_fa = Area.objects.get(edition=run.edition).name_fa
    assert not any(sign in name_fa for sign in "\x1b\x00\ud800\u202e")
    says(found(findings, "unreadable_characters"), name_fa, name_fa)
    shown = "".join(each.message.fa + each.message.en for each in findings)
    assert not any(sign in shown for sign in "\x1b\x00\ud800\u202e")


def test_a_persian_file_name_with_blanks_is_as_good_as_any(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    path = write_geojson(tmp_path / "مرز شهرستان‌ها ۱۴۰۴.geojson", county())
    run, findings = bring(path, commit=True)
    assert run.outcome == "committed", findings
    assert run.file_name == "مرز شهرستان‌ها ۱۴۰۴.geojson"


def test_an_unknown_suffix_says_which_are_taken(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    finding = refused(write_geojson(tmp_path / "a.gpkg", county()), "unknown_format")
    says(finding, ".geojson", ".geojson")
    assert "zip" in finding.advice.fa
    assert "ZIP" in finding.advice.en


def test_a_file_that_is_not_there_says_so(tmp_path: Path, refused: Callable[..., Any]) -> None:
    says(
        refused(tmp_path / "نیست.geojson", "unreadable_file"), "«نیست.geojson»", "cannot be opened"
    )
