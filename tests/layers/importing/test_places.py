"""This file tests the import of points: prisons, schools, houses and towns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point

from layers.importing.findings import Severity
from layers.models import Agency, House, PointCluster, Prison, School, Settlement
from tests.layers.factories import area, square
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import (
    feature,
    point,
    polygon,
    shapefile_parts,
    write_geojson,
    zip_parts,
)

WEST_POINT = point(50.25, 30.5)


def prison(geometry: Any = WEST_POINT, **properties: Any) -> dict[str, Any]:
    said = {"code": "p-1", "name_fa": "زندان آزمون", "name_en": "Test", "county_code": "9901"}
    return feature(geometry, **(said | properties))


def school(**properties: Any) -> dict[str, Any]:
    said = {"stage": "ابتدایی", "pupils_sex": "دخترانه", "pupils": "۱۲۰", "classrooms": 6}
    return prison(code="s-1", **(said | properties))


def house(code: str = "h-1", **properties: Any) -> dict[str, Any]:
    said = {"agency": Agency.objects.first().code, "state": "فعال"}
    return prison(code=code, **(said | properties))


def test_a_prison_is_stored_with_its_county(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = write_geojson(tmp_path / "a.geojson", prison(status="در کار"))
    run, findings = bring(path, "prisons", commit=True)
    assert run.outcome == "committed", findings
    stored = Prison.objects.get(code="p-1")
    assert (stored.province_code, stored.county_code, stored.status) == ("99", "9901", "operating")
    assert (stored.location.x, stored.location.y) == (50.25, 30.5)
    assert stored.name_folded.startswith("زندانازمون")


def test_what_is_loaded_is_published(tmp_path: Path, bring: Callable[..., Any]) -> None:
    bring(write_geojson(tmp_path / "a.geojson", prison()), "prisons", commit=True)
    assert PointCluster.objects.filter(layer="prisons", code="p-1").exists()


def test_a_prison_without_position_is_listed_only(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    path = write_geojson(tmp_path / "a.geojson", prison(None))
    _, findings = bring(path, "prisons", commit=True)
    finding = found(findings, "no_location")
    assert finding.severity == Severity.WARNING
    says(finding, "نقطه ندارد", "has no position")
    assert Prison.objects.get(code="p-1").location is None


@pytest.mark.parametrize(
    ("geometry", "code", "fa", "en"),
    [
        (polygon(), "not_a_point", "نقطه نیست (Polygon)", "not a point (Polygon)"),
        (
            {"type": "MultiPoint", "coordinates": [[50.1, 30.1], [50.2, 30.1]]},
            "many_points",
            "بیش از یک نقطه",
            "more than one point",
        ),
        (point(-6.3, 53.3), "outside_iran", "بیرون از ایران", "outside Iran"),
    ],
)
def test_what_is_no_point_in_iran_is_refused(
    tmp_path: Path, bring: Callable[..., Any], geometry: Any, code: str, fa: str, en: str
) -> None:
    others = [prison(code=f"p-{number}") for number in range(2, 5)]
    path = write_geojson(tmp_path / "a.geojson", prison(geometry), *others)
    run, findings = bring(path, "prisons", commit=True)
    assert (run.outcome, run.rows_written) == ("refused", 0)
    says(found(findings, code), fa, en)
    assert found(findings, code).row == 1


def test_a_multipoint_of_one_point_is_a_point(tmp_path: Path, bring: Callable[..., Any]) -> None:
    one = {"type": "MultiPoint", "coordinates": [[50.1, 30.1]]}
    bring(write_geojson(tmp_path / "a.geojson", prison(one)), "prisons", commit=True)
    assert Prison.objects.get(code="p-1").location.x == 50.1


def test_swapped_points_are_noticed(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = write_geojson(tmp_path / "a.geojson", prison(point(30.5, 50.25)))
    _, findings = bring(path, "prisons")
    says(found(findings, "looks_swapped"), "جابه‌جا", "are swapped")


class TestCodes:
    def test_a_code_in_use_is_refused(self, tmp_path: Path, bring: Callable[..., Any]) -> None:
        bring(write_geojson(tmp_path / "a.geojson", prison()), "prisons", commit=True)
        path = write_geojson(tmp_path / "b.geojson", prison(name_fa="نام دیگر"))
        run, findings = bring(path, "prisons", commit=True)
        assert run.outcome == "refused"
        says(found(findings, "place_exists"), "p-1 در این لایه هست", "p-1 exists in this layer")
        assert Prison.objects.get(code="p-1").name_fa == "زندان آزمون"

    def test_a_code_twice_is_refused(self, tmp_path: Path, bring: Callable[..., Any]) -> None:
        path = write_geojson(tmp_path / "a.geojson", prison(), prison())
        _, findings = bring(path, "prisons")
        says(found(findings, "code_repeated"), "بیش از یک بار", "more than once")

    @pytest.mark.parametrize("code", ["a b/c?", "../x", "کد", "x" * 31, "<script>"])
    def test_what_cannot_stand_in_an_address_is_no_code(
        self, tmp_path: Path, bring: Callable[..., Any], code: str
    ) -> None:
        _, findings = bring(write_geojson(tmp_path / "a.geojson", prison(code=code)), "prisons")
        says(found(findings, "bad_place_code"), "کد نمی‌شود", "cannot be a code")

    def test_a_row_without_code_or_name_is_refused(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        bare = prison(code="p-2", name_fa="", name_en="")
        path = write_geojson(tmp_path / "a.geojson", prison(code=None), bare)
        _, findings = bring(path, "prisons")
        says(found(findings, "no_code"), "کد ندارد", "has no code")
        says(found(findings, "no_name"), "نام ندارد", "has no name")

    def test_an_id_of_the_source_stands_in_and_is_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        osm = feature(WEST_POINT, **{"@id": "node/123", "name": "زندان", "county_code": "9901"})
        _, findings = bring(write_geojson(tmp_path / "a.geojson", osm), "prisons", commit=True)
        says(found(findings, "code_stands_in"), "«@id»", "“@id”")
        assert Prison.objects.get(code="node-123")


class TestMembership:
    def test_without_a_code_the_county_around_the_point_is_taken_and_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        area("9901-001", square(50.2, 30.4, 50.3, 30.6))
        path = write_geojson(tmp_path / "a.geojson", prison(county_code=None))
        _, findings = bring(path, "prisons", commit=True)
        where = "9901-001 (جای 9901، جای 9901-001)"
        says(found(findings, "joined_by_place"), where, where)
        stored = Prison.objects.get(code="p-1")
        assert (stored.province_code, stored.county_code) == ("99", "9901")
        assert stored.neighbourhood_code == "9901-001"

    def test_with_neither_code_nor_polygon_it_is_refused(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        nowhere = prison(point(57, 33), county_code=None)
        _, findings = bring(write_geojson(tmp_path / "a.geojson", nowhere), "prisons")
        says(found(findings, "no_membership"), "معلوم نیست", "is not known")

    def test_the_code_holds_where_the_point_lies_elsewhere(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", prison(county_code="9902"))
        _, findings = bring(path, "prisons", commit=True)
        says(
            found(findings, "outside_its_county"), "در 9902", "in 9902, but its point lies in 9901"
        )
        assert Prison.objects.get(code="p-1").county_code == "9902"

    @pytest.mark.parametrize(
        ("field", "code"),
        [("county_code", "9977"), ("province_code", "98"), ("neighbourhood_code", "9901-777")],
    )
    def test_an_unknown_area_is_refused(
        self, tmp_path: Path, bring: Callable[..., Any], field: str, code: str
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", prison(**{field: code}))
        _, findings = bring(path, "prisons")
        says(found(findings, "area_unknown"), f"محدوده‌ای با کد {code} نیست", f"has the code {code}")

    def test_codes_that_contradict_each_other_are_refused(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", prison(province_code="23"))
        _, findings = bring(path, "prisons")
        says(found(findings, "membership_conflict"), "23 با 9901", "23 does not match 9901")

    def test_a_name_where_a_code_belongs_is_not_read(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", prison(county_code="کرج"))
        _, findings = bring(path, "prisons")
        says(found(findings, "name_for_code"), "«کرج»", "“کرج”")
        assert "joined_by_place" in codes(findings)


class TestSchools:
    def test_cells_are_understood_in_persian(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", school(as_of="۱۴۰۴/۰۷/۰۱"))
        run, findings = bring(path, "schools", commit=True, synthetic=True)
        assert run.outcome == "committed", findings
        stored = School.objects.get(code="s-1")
        assert (stored.stage, stored.pupils_sex, stored.pupils) == ("primary", "girls", 120)
        assert stored.as_of.isoformat() == "2025-09-23"
        assert stored.synthetic

    @pytest.mark.parametrize(
        ("cells", "code", "fa", "en"),
        [
            ({"stage": "دانشگاه"}, "not_a_choice", "«دانشگاه»", "“دانشگاه”"),
            ({"stage": None}, "field_missing", "«stage»", "“stage”"),
            ({"pupils": "بسیار"}, "not_a_count", "عدد صحیح نیست", "not a whole number"),
            ({"pupils": -3}, "not_a_count", "عدد صحیح نیست", "not a whole number"),
            ({"pupils": 1e300}, "not_a_count", "عدد صحیح نیست", "not a whole number"),
            ({"pupils": 99_999_999_999}, "not_a_count", "عدد صحیح نیست", "not a whole number"),
            ({"synthetic": "شاید"}, "not_yes_or_no", "نه بله", "neither yes nor no"),
            ({"as_of": "دیروز"}, "not_a_date", "تاریخ نیست", "not a date"),
            ({"name_fa": "ن" * 161}, "too_long", "۱۶۰ نویسه", "160 characters"),
        ],
    )
    def test_a_bad_cell_is_told_with_its_row(
        self,
        tmp_path: Path,
        bring: Callable[..., Any],
        cells: dict[str, Any],
        code: str,
        fa: str,
        en: str,
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", school(**cells))
        run, findings = bring(path, "schools", commit=True)
        assert run.outcome == "refused"
        assert found(findings, code).row == 1
        says(found(findings, code), fa, en)

    def test_too_many_classrooms_for_their_column_are_refused(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", school(classrooms=40_000))
        run, findings = bring(path, "schools", commit=True)
        assert run.outcome == "refused"
        says(found(findings, "not_a_count"), "عدد صحیح نیست", "not a whole number")

    def test_a_shapefile_of_points_with_cut_column_names(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        columns = {
            "code": ["s-9"],
            "name_fa": ["دبستان آزمون"],
            "county_cod": ["9901"],
            "stage": ["primary"],
            "pupils_sex": ["boys"],
        }
        made = shapefile_parts(tmp_path / "made", [Point(50.25, 30.5)], columns, kind="Point")
        run, findings = bring(zip_parts(tmp_path / "a.zip", made), "schools", commit=True)
        assert run.outcome == "committed", findings
        assert "joined_by_place" not in codes(findings)


class TestHouses:
    def test_an_agency_may_be_called_by_its_name(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        agency = Agency.objects.last()
        path = write_geojson(tmp_path / "a.geojson", house(agency=agency.name_fa))
        run, findings = bring(path, "houses", commit=True)
        assert run.outcome == "committed", findings
        assert House.objects.get(code="h-1").agency == agency

    def test_an_unknown_agency_is_refused(self, tmp_path: Path, bring: Callable[..., Any]) -> None:
        path = write_geojson(tmp_path / "a.geojson", house(agency="شهرداری"))
        _, findings = bring(path, "houses")
        says(found(findings, "agency_unknown"), "«شهرداری»", "“شهرداری”")

    def test_a_house_needs_agency_and_state(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", house(agency=None, state=None))
        _, findings = bring(path, "houses")
        missing = {each.field for each in findings if each.code == "field_missing"}
        assert missing == {"agency", "state"}
        says(found(findings, "field_missing"), "خالی است", "is empty")

    def test_a_neighbourhood_has_one_lead_house(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        area("9901-001", square(50.2, 30.4, 50.3, 30.6))
        lead = {"is_lead": "بله", "neighbourhood_code": "9901-001"}
        path = write_geojson(tmp_path / "a.geojson", house(**lead))
        run, findings = bring(path, "houses", commit=True)
        assert run.outcome == "committed", findings
        path = write_geojson(tmp_path / "b.geojson", house(code="h-2", **lead))
        run, findings = bring(path, "houses", commit=True)
        assert run.outcome == "refused"
        says(found(findings, "lead_repeated"), "9901-001 بیش از یک", "9901-001 would have more")

    def test_a_closed_lead_does_not_count(self, tmp_path: Path, bring: Callable[..., Any]) -> None:
        area("9901-001", square(50.2, 30.4, 50.3, 30.6))
        lead = {"is_lead": True, "neighbourhood_code": "9901-001"}
        closed = house(code="h-2", **(lead | {"state": "بسته"}))
        run, findings = bring(
            write_geojson(tmp_path / "a.geojson", house(**lead), closed), "houses", commit=True
        )
        assert run.outcome == "committed", findings

    def test_a_lead_house_needs_a_neighbourhood(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", house(is_lead="yes"))
        _, findings = bring(path, "houses")
        says(found(findings, "lead_without_neighbourhood"), "باید محله", "needs a neighbourhood")


def test_a_town_carries_its_population(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = write_geojson(tmp_path / "a.geojson", prison(code="t-1", جمعیت="۱۲٬۳۴۵"))
    bring(path, "places", commit=True)
    assert Settlement.objects.get(code="t-1").population_persons == 12_345


def test_a_real_place_is_not_put_into_an_invented_neighbourhood(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    area("9901-001", square(50.2, 30.4, 50.3, 30.6), synthetic=True)
    said = school()
    del said["properties"]["county_code"]
    path = write_geojson(tmp_path / "a.geojson", said)
    _, findings = bring(path, "schools", commit=True)
    says(found(findings, "joined_by_place"), "9901 (جای 9901)", "9901 (جای 9901)")
    assert School.objects.get(code="s-1").neighbourhood_code == ""
