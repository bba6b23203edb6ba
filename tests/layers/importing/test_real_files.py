"""This file imports real geodata as found, with every defect counted in it."""

import csv
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio.raw
import pytest
import shapely
from django.core.management import call_command

from layers.geometry import to_multipolygon
from layers.geos import to_django
from layers.models import Area, AreaCode, AreaShape, CurrentEdition, Level, Lineage
from tests.layers.factories import area as make_area
from tests.layers.factories import edition
from tests.layers.importing.conftest import found, processor_seconds, says

# Files, polygons and stray points, as counted with another reader.
OSM = [("23", 16, 17), ("30", 7, 5)]


def confirm_all(path: Path) -> None:
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows([line | {"confirmed": "بله"} for line in lines])


@pytest.mark.parametrize(("province", "polygons", "strays"), OSM)
def test_points_of_counties_become_polygons(
    real: Path,
    tmp_path: Path,
    source: Any,
    bring: Callable[..., Any],
    province: str,
    polygons: int,
    strays: int,
) -> None:
    path = real / "osm-counties-2025" / f"IR-{province}.all.geojson"
    mapping = tmp_path / "mapping.csv"
    begun = processor_seconds()
    call_command(
        "import_layer", path, layer="counties", source=source.code, propose_mapping=mapping
    )
    confirm_all(mapping)
    before = {
        area.code: area
        for area in Area.objects.filter(province_code=province, level=Level.COUNTY, boundary=None)
    }
    run, findings = bring(path, mapping=mapping, commit=True, partial=False)
    assert processor_seconds() - begun < 15
    assert run.outcome == "committed", findings
    assert (run.rows_read, run.rows_written) == (polygons + strays, polygons)
    assert Counter(each.code for each in findings)["stray_geometry"] == strays
    assert len(run.mapping["codes"]) == polygons

    areas = list(Area.objects.filter(edition=run.edition))
    assert {area.code for area in areas} == set(before)
    assert len(areas) == polygons
    for area in areas:
        assert area.boundary.valid
        assert area.boundary.covers(area.anchor)
        assert area.parent_code == province
        assert not area.name_fa.startswith("شهرستان")
        assert "County" not in area.name_en
        if area.boundary.covers(before[area.code].anchor):
            assert area.anchor.equals_exact(before[area.code].anchor)
    links = Lineage.objects.filter(after__edition=run.edition).select_related("before", "after")
    assert {(link.before.code, link.after.code) for link in links} == {(c, c) for c in before}
    assert Counter(link.kind for link in links) == {"same": polygons}
    assert not {each.code for each in findings} & {"lineage_ended", "overlaps_row"}
    current = CurrentEdition.objects.get(level="county", province_code=province)
    assert current.edition == run.edition
    assert run.edition.provinces == [province]
    assert (
        AreaShape.objects.filter(edition=run.edition).values("area").distinct().count() == polygons
    )


def test_a_county_younger_than_the_census_was_split_from_its_neighbour(
    real: Path, tmp_path: Path, source: Any, bring: Callable[..., Any]
) -> None:
    """OpenStreetMap's Chaharbagh lies to 98 % in the census's Savojbolagh, of which it is a fifth.

    The other six keep their codes, though the two sources draw them up to a quarter apart.
    """
    path = real / "osm-counties-2025" / "IR-30.all.geojson"
    mapping = tmp_path / "mapping.csv"
    call_command(
        "import_layer", path, layer="counties", source=source.code, propose_mapping=mapping
    )
    confirm_all(mapping)
    former = edition(Level.COUNTY, "census", provinces=["30"], in_force_from=date(2021, 1, 1))
    _, _, shapes, columns = pyogrio.raw.read(
        real / "census-2016" / "iran2016census.shp", columns=["prvnc_c", "cnty_cd"]
    )
    for shape, province, county in zip(shapes, *columns, strict=True):
        if int(province) == 30:
            sound = to_multipolygon(shapely.make_valid(shapely.from_wkb(shape)))
            make_area(f"{int(county):04d}", to_django(sound), edition=former)
    run, findings = bring(path, mapping=mapping, commit=True)
    assert run.outcome == "committed", findings
    links = Lineage.objects.filter(after__edition=run.edition).select_related("before", "after")
    kin = {(link.before.code, link.after.code) for link in links}
    assert {(link.before.code, link.after.code) for link in links if link.kind == "split"} == {
        ("3002", "3007")
    }
    assert len(kin) == 7
    says(found(findings, "lineage_split"), "۹۸ درصد مرز تازه و ۲۰ درصد", "98 % of the new area")
    assert "lineage_ended" not in {each.code for each in findings}


def test_islamshahr_has_the_area_that_another_tool_measured(
    real: Path, tmp_path: Path, source: Any, bring: Callable[..., Any]
) -> None:
    """187.6 km² in EPSG:32639; the geodesic area differs by the scale of the zone."""
    path = real / "osm-counties-2025" / "IR-23.all.geojson"
    mapping = tmp_path / "mapping.csv"
    call_command(
        "import_layer", path, layer="counties", source=source.code, propose_mapping=mapping
    )
    confirm_all(mapping)
    run, _ = bring(path, mapping=mapping, commit=True)
    area = Area.objects.get(edition=run.edition, code="2310")
    assert area.area_m2 / 1e6 == pytest.approx(187.6, rel=0.002)


def census_zip(real: Path, folder: Path) -> Path:
    path = folder / "سرشماری ۱۳۹۵.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (real / "census-2016").glob("iran2016census.*"):
            if part.suffix != ".csv":
                archive.write(part, part.name)
    return path


def test_the_census_shapefile_is_reported_and_does_not_break(
    real: Path, tmp_path: Path, bring: Callable[..., Any]
) -> None:
    """35 of its 429 polygons are invalid and every Persian name is question marks."""
    begun = processor_seconds()
    run, findings = bring(census_zip(real, tmp_path))
    assert processor_seconds() - begun < 20
    kinds = Counter(each.code for each in findings)
    assert run.rows_read == 429
    assert kinds["repaired"] + kinds["repair_lost_area"] + kinds["nothing_left"] == 35
    says(found(findings, "repaired"), "نادرست بود", "was invalid")
    assert kinds["name_destroyed"] > 400
    assert run.outcome == "refused"


def test_the_census_shapefile_loads_where_its_names_are_known(
    real: Path, tmp_path: Path, bring: Callable[..., Any]
) -> None:
    """New codes are accepted; the file has no names, so only known counties may be imported."""
    run, findings = bring(census_zip(real, tmp_path), new_codes=True)
    nameless = {each.row for each in findings if each.code == "no_name"}
    known = set(AreaCode.objects.filter(level=Level.COUNTY).values_list("code", flat=True))
    assert len(nameless) == 429 - len({code for code in known if code[:2] in ("23", "30")}) + 1
    assert run.outcome == "refused"


@pytest.mark.parametrize(
    ("name", "layer", "code"),
    [
        ("counties-1400-topojson/counties.json", "counties", "not_geojson"),
        ("natural-earth/irn.topo.json", "provinces", "not_geojson"),
        ("tehran-pois/places.json", "schools", "not_geojson"),
        ("country-line/iran.geojson", "provinces", "stray_geometry"),
        ("geonames/geonames_ir_cities500.csv", "places", "unknown_format"),
        ("whosonfirst/wof_ir_neighbourhoods.geojson", "neighbourhoods", "outside_iran"),
        ("osm-provinces-2025/provinces.min.geojson", "provinces", "no_codes"),
        ("osm-provinces-2016/ir_states_boundaries_coordinates.geojson", "provinces", "no_codes"),
        ("natural-earth/ne_10m_admin_1_IR.geojson", "provinces", "no_codes"),
    ],
)
def test_other_real_files_are_answered_and_not_loaded(
    real: Path, bring: Callable[..., Any], name: str, layer: str, code: str
) -> None:
    run, findings = bring(real / name, layer, commit=True)
    assert run.outcome == "refused"
    assert found(findings, code)


def test_all_provinces_of_osm_find_their_codes_by_name_and_place(
    real: Path, tmp_path: Path, source: Any
) -> None:
    path = real / "osm-provinces-2025" / "provinces.min.geojson"
    mapping = tmp_path / "m.csv"
    call_command(
        "import_layer", path, layer="provinces", source=source.code, propose_mapping=mapping
    )
    with open(mapping, encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 31
    assert len({line["proposed_code"] for line in lines}) == 31
    assert all("score 1.00" in line["evidence_en"] for line in lines), lines
