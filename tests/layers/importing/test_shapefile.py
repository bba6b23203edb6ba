"""This file tests zipped shapefiles: contents of the zip, encodings, coordinates."""

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import LineString, Point, Polygon, box

from layers.models import Area
from layers.sandbox.limits import Limits
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import (
    WEST_HALF,
    shapefile_parts,
    write_zip,
    zip_parts,
)

CODED = {"code": ["9901"], "name_fa": ["باختر"], "name_en": ["West"]}


def test_a_sound_shapefile_becomes_an_edition(
    tmp_path: Path, bring: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    run, findings = bring(zip_parts(tmp_path / "a.zip", parts), commit=True)
    assert run.outcome == "committed", findings
    area = Area.objects.get(edition=run.edition)
    assert (area.code, area.name_fa) == ("9901", "باختر")
    assert area.boundary.extent == WEST_HALF


def test_names_in_the_zip_may_be_persian_and_in_a_folder(
    tmp_path: Path, bring: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "مرز ها.ZIP", parts, name="پوشهٔ من/مرز شهرستان")
    run, findings = bring(path)
    assert run.outcome == "dry_run", findings


def test_what_macos_leaves_in_a_zip_is_passed_over(
    tmp_path: Path, bring: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    litter = {"__MACOSX/._counties.shp": b"x", "._counties.shp": b"x", "empty/": b""}
    whole = {f"counties{suffix}": content for suffix, content in parts.items()}
    run, findings = bring(write_zip(tmp_path / "a.zip", whole | litter))
    assert run.outcome == "dry_run", findings


@pytest.mark.parametrize("missing", [".shp", ".shx", ".dbf"])
def test_a_part_that_is_missing_is_named(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes], missing: str
) -> None:
    del parts[missing]
    finding = refused(zip_parts(tmp_path / "a.zip", parts), "part_missing")
    says(finding, missing, missing)


def test_parts_of_another_name_do_not_count(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    members = {f"a{suffix}": content for suffix, content in parts.items() if suffix != ".dbf"}
    members["b.dbf"] = parts[".dbf"]
    says(refused(write_zip(tmp_path / "a.zip", members), "part_missing"), ".dbf", ".dbf")


def test_without_prj_degrees_are_assumed_and_said(
    tmp_path: Path, bring: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    del parts[".prj"]
    run, findings = bring(zip_parts(tmp_path / "a.zip", parts))
    says(found(findings, "assumed_degrees"), "فایل ‎.prj ندارد", "no .prj")
    assert run.outcome == "dry_run"


def test_without_prj_metres_are_refused_with_an_offer(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    utm = box(421_000, 3_320_000, 423_000, 3_322_000)
    made = shapefile_parts(tmp_path / "made", [utm], CODED, crs=None)
    finding = refused(zip_parts(tmp_path / "a.zip", made), "looks_projected")
    says(finding, "به متر است", "in metres")
    assert "--crs EPSG:32639" in finding.advice.fa
    assert "--crs EPSG:32639" in finding.advice.en


def test_metres_come_to_degrees_by_prj_or_by_wish(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    utm = box(421_000, 3_320_000, 423_000, 3_322_000)
    told = shapefile_parts(tmp_path / "told", [utm], CODED, crs="EPSG:32639")
    bare = {suffix: content for suffix, content in told.items() if suffix != ".prj"}
    first, _ = bring(zip_parts(tmp_path / "a.zip", told), commit=True)
    second, findings = bring(zip_parts(tmp_path / "b.zip", bare), commit=True, crs="EPSG:32639")
    says(found(findings, "transformed"), "EPSG:32639", "EPSG:32639")
    one, two = (Area.objects.get(edition=run.edition).boundary for run in (first, second))
    assert one.equals_exact(two)
    assert one.extent[0] == pytest.approx(50.18, abs=0.01)


def test_degrees_under_the_name_of_metres_are_refused_with_an_offer(
    tmp_path: Path, refused: Callable[..., Any], planned: Callable[..., Any]
) -> None:
    made = shapefile_parts(tmp_path / "made", [box(*WEST_HALF)], CODED, crs="EPSG:32639")
    path = zip_parts(tmp_path / "a.zip", made)
    finding = refused(path, "looks_like_degrees")
    says(finding, "عددهای آن درجه است", "its numbers are degrees")
    assert "--crs EPSG:4326" in finding.advice.fa
    assert "--crs EPSG:4326" in finding.advice.en
    assert len(planned(path, crs="EPSG:4326").drafts) == 1


@pytest.mark.parametrize(
    "prj", [b"", b"http://127.0.0.1/x.prj", b"PROJCS[broken", b'GEOGCS["x",EXTENSION["nadgrids"]]']
)
def test_a_prj_that_says_nothing_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes], prj: bytes
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts | {".prj": prj})
    says(refused(path, "crs_unknown"), "شناخته نشد", "not recognised")


def test_swapped_axes_are_refused_with_an_offer_and_taken_with_it(
    tmp_path: Path, refused: Callable[..., Any], planned: Callable[..., Any]
) -> None:
    west, south, east, north = WEST_HALF
    made = shapefile_parts(tmp_path / "made", [box(south, west, north, east)], CODED)
    path = zip_parts(tmp_path / "a.zip", made)
    finding = refused(path, "looks_swapped")
    says(finding, "جابه‌جا", "are swapped")
    assert "--swap" in finding.advice.fa
    assert "--swap" in finding.advice.en
    plan = planned(path, swap=True)
    says(found(plan.findings, "swapped_back"), "جابه‌جا شد", "were swapped")
    assert plan.drafts[0].boundary.bounds == WEST_HALF


def test_one_row_outside_iran_is_told_by_row(tmp_path: Path, refused: Callable[..., Any]) -> None:
    shapes = [box(*WEST_HALF), box(50.5, 30, 51, 31), box(-8, 53, -7, 54)]
    columns = {"code": ["9901", "9902", "9903"], "name": ["باختر", "خاور", "ایرلند"]}
    made = shapefile_parts(tmp_path / "made", shapes, columns)
    finding = refused(zip_parts(tmp_path / "a.zip", made), "outside_iran")
    assert finding.row == 3
    says(finding, "بیرون از ایران", "outside Iran")


def cp1256_parts(folder: Path, *, cpg: bytes | None, language_id: int) -> dict[str, bytes]:
    """A shapefile whose texts are cp1256, as Persian offices wrote them."""
    made = shapefile_parts(folder, [box(*WEST_HALF)], CODED, encoding="CP1256")
    dbf = bytearray(made[".dbf"])
    dbf[29] = language_id
    made[".dbf"] = bytes(dbf)
    del made[".cpg"]
    return made if cpg is None else made | {".cpg": cpg}


@pytest.mark.parametrize(
    ("cpg", "language_id", "code", "fa", "en"),
    [
        (b"1256", 0, "", "", ""),
        (b"windows-1256\r\n", 0, "", "", ""),
        (None, 0x7E, "", "", ""),
        (None, 0x57, "encoding_detected", "نمی‌گوید", "does not state"),
        (None, 0, "encoding_detected", "cp1256 در نظر گرفته شد", "cp1256 was assumed"),
        (
            b"UTF-8",
            0,
            "encoding_wrong",
            "کدگذاری utf-8 را نام می‌برد، ولی",
            "states the encoding utf-8",
        ),
        (b"\xff\xfe rubbish", 0, "encoding_detected", "cp1256", "cp1256"),
    ],
)
def test_persian_in_cp1256_is_read_and_a_guess_is_said(
    tmp_path: Path,
    planned: Callable[..., Any],
    cpg: bytes | None,
    language_id: int,
    code: str,
    fa: str,
    en: str,
) -> None:
    made = cp1256_parts(tmp_path / "made", cpg=cpg, language_id=language_id)
    assert "باختر".encode("cp1256") in made[".dbf"]
    plan = planned(zip_parts(tmp_path / "a.zip", made))
    assert plan.drafts[0].name_fa == "باختر"
    if code:
        says(found(plan.findings, code), fa, en)
    else:
        assert not {"encoding_detected", "encoding_wrong"} & codes(plan.findings)


def test_utf8_without_cpg_is_read_as_utf8(
    tmp_path: Path, planned: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    del parts[".cpg"]
    plan = planned(zip_parts(tmp_path / "a.zip", parts))
    assert plan.drafts[0].name_fa == "باختر"
    says(found(plan.findings, "encoding_detected"), "utf-8", "utf-8")


def test_a_letter_cut_in_two_by_the_column_is_left_out(
    tmp_path: Path, planned: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    """A .dbf column counts bytes: the last letter of a long Persian name may be half there."""
    whole = "باختر".encode()
    assert parts[".dbf"].count(whole) == 1
    parts[".dbf"] = parts[".dbf"].replace(whole, whole[:-1] + b" ")
    plan = planned(zip_parts(tmp_path / "a.zip", parts))
    assert plan.drafts[0].name_fa == "باخت"


def test_points_and_heights_in_a_shapefile(tmp_path: Path, bring: Callable[..., Any]) -> None:
    high = Polygon([(x, y, 1200) for x, y in box(*WEST_HALF).exterior.coords])
    made = shapefile_parts(tmp_path / "made", [high], CODED, kind="Polygon Z")
    run, findings = bring(zip_parts(tmp_path / "a.zip", made), commit=True)
    says(found(findings, "height_dropped"), "ارتفاع", "height")
    assert run.rows_written == 1


@pytest.mark.parametrize(
    ("shape", "kind"),
    [(Point(50.2, 30.5), "Point"), (LineString([(50.2, 30.5), (50.3, 30.5)]), "LineString")],
)
def test_a_shapefile_of_points_leaves_no_county(
    tmp_path: Path, refused: Callable[..., Any], shape: Any, kind: str
) -> None:
    made = shapefile_parts(tmp_path / "made", [shape], CODED, kind=kind)
    path = zip_parts(tmp_path / "a.zip", made)
    says(refused(path, "nothing_to_load"), "ردیفی", "no row")
    says(refused(path, "stray_geometry"), kind, kind)


def test_a_null_shape_is_told_by_row(tmp_path: Path, refused: Callable[..., Any]) -> None:
    shapes = [box(*WEST_HALF), Polygon()]
    columns = {"code": ["9901", "9902"], "name": ["باختر", "خاور"]}
    made = shapefile_parts(tmp_path / "made", shapes, columns)
    finding = refused(zip_parts(tmp_path / "a.zip", made), "no_boundary")
    assert finding.row == 2
    says(finding, "«خاور» مرز ندارد", "“خاور” has no boundary")


def test_a_shapefile_without_rows_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    parts[".shp"] = parts[".shp"][:24] + struct.pack(">i", 50) + parts[".shp"][28:100]
    parts[".shx"] = parts[".shx"][:24] + struct.pack(">i", 50) + parts[".shx"][28:100]
    dbf = bytearray(parts[".dbf"])
    dbf[4:8] = struct.pack("<I", 0)
    parts[".dbf"] = bytes(dbf)
    finding = refused(zip_parts(tmp_path / "a.zip", parts), "no_features")
    says(finding, "هیچ عارضه‌ای", "no features")


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"<OGRVRTDataSource/>", b"\xff" * 5000])
def test_rubbish_for_a_part_never_breaks_the_import(
    tmp_path: Path, bring: Callable[..., Any], parts: dict[str, bytes], suffix: str, content: bytes
) -> None:
    run, findings = bring(zip_parts(tmp_path / "a.zip", parts | {suffix: content}), commit=True)
    assert run.outcome == "refused"
    assert codes(findings) & {
        "not_shapefile",
        "no_features",
        "no_codes",
        "no_boundary",
        "reader_died",
        "out_of_memory",
    }, codes(findings)


def test_a_shp_that_claims_too_much_is_refused_before_it_is_read(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts)
    limits = Limits(file_vertices=2, features=1)
    says(refused(path, "too_many_vertices", limits=limits), "رأس", "vertices")


def test_what_is_called_zip_and_is_none_is_refused(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    path = tmp_path / "a.zip"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    says(refused(path, "not_zip"), "zip نیست", "not a ZIP file")


def test_a_damaged_zip_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts)
    content = bytearray(path.read_bytes())
    content[60:90] = b"\0" * 30
    path.write_bytes(bytes(content))
    says(refused(path, "archive_damaged"), "آسیب", "damaged")


def test_a_zip_cut_in_half_is_none(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts)
    path.write_bytes(path.read_bytes()[:200])
    says(refused(path, "not_zip"), "zip نیست", "not a ZIP file")


def test_two_shapefiles_in_a_zip_are_one_too_many(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    members = {f"{name}{suffix}": parts[suffix] for name in ("a", "sub/b") for suffix in parts}
    finding = refused(write_zip(tmp_path / "a.zip", members), "many_shapefiles")
    says(finding, "sub/b.shp", "sub/b.shp")


def test_a_zip_of_something_else_says_what_is_in_it(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a.shp": b"x"}).read_bytes()
    members = {"گزارش.docx": b"x", "inner.zip": inner}
    finding = refused(write_zip(tmp_path / "a.zip", members), "no_shapefile")
    says(finding, "گزارش.docx", "inner.zip")


def test_an_empty_zip_is_refused(tmp_path: Path, refused: Callable[..., Any]) -> None:
    says(refused(write_zip(tmp_path / "a.zip", {}), "no_shapefile"), ".shp", ".shp")


@pytest.mark.parametrize(
    "name",
    [
        "../counties.shp",
        "/etc/counties.shp",
        "a/../../b.shp",
        "..\\b.shp",
        "C:\\b.shp",
        "/vsicurl/x:",
    ],
)
def test_a_name_that_points_outside_the_zip_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes], name: str
) -> None:
    members = {f"counties{suffix}": content for suffix, content in parts.items()} | {name: b"x"}
    finding = refused(write_zip(tmp_path / "a.zip", members), "archive_bad_name")
    says(finding, "بیرون از آن", "points outside")
    assert not (tmp_path.parent / "counties.shp").exists()


def test_a_link_in_a_zip_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", {key: parts[key] for key in (".shp", ".shx")})
    link = zipfile.ZipInfo("counties.dbf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    says(refused(path, "archive_link"), "پیوند", "a link")


def test_a_locked_zip_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    content = bytearray(zip_parts(tmp_path / "a.zip", parts).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    (tmp_path / "a.zip").write_bytes(bytes(content))
    says(refused(tmp_path / "a.zip", "archive_locked"), "رمز", "password")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts | {".dbf": b"\0" * 50_000_000})
    assert path.stat().st_size < 100_000
    finding = refused(path, "archive_bomb")
    says(finding, "counties.dbf", "times its size")


def test_a_zip_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts | {".sbn": b"\0" * 9_000_000})
    finding = refused(path, "archive_too_big", limits=Limits(archive_bytes=8_000_000))
    says(finding, "۸ مگابایت", "8 MB")


def test_a_zip_that_lies_about_a_size_stops_there(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    path = zip_parts(tmp_path / "a.zip", parts | {".dbf": b"\0" * 3_000_000})
    content = path.read_bytes().replace(struct.pack("<I", 3_000_000), struct.pack("<I", 3_000))
    path.write_bytes(content)
    assert refused(path, "archive_damaged")


def test_a_zip_of_too_many_files_is_refused(
    tmp_path: Path, refused: Callable[..., Any], parts: dict[str, bytes]
) -> None:
    members = {f"{number}.txt": b"" for number in range(101)}
    finding = refused(write_zip(tmp_path / "a.zip", members), "archive_too_full")
    says(finding, "۱۰۱ فایل", "101 files")
