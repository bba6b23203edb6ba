"""This file tests the findings on areas: validity, codes, names, parents, editions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.importing.checks.areas import bare_name_en, bare_name_fa, tidy_code
from layers.importing.findings import Severity
from layers.models import Area, AreaCode, Edition, Level
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import (
    county,
    eastern,
    feature,
    point,
    polygon,
    write_geojson,
)


def neighbourhood(code: str = "9901-001", *box: float, **properties: Any) -> dict[str, Any]:
    said = {"code": code, "name_fa": f"محلهٔ {code}", "name_en": code} | properties
    return feature(polygon(*(box or (50.1, 30.1, 50.2, 30.2))), **said)


class TestSoundness:
    def test_a_bow_tie_becomes_two_triangles_and_the_area_is_told(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        """Its two triangles turn opposite ways, so the area as drawn is zero."""
        bow = [[50.0, 30.0], [50.5, 31.0], [50.5, 30.0], [50.0, 31.0], [50.0, 30.0]]
        shape = {"type": "Polygon", "coordinates": [bow]}
        plan = planned(write_geojson(tmp_path / "a.geojson", county(shape)))
        finding = found(plan.findings, "repaired")
        says(finding, "Self-intersection", "Self-intersection")
        assert finding.severity == Severity.WARNING
        assert len(plan.drafts[0].boundary.geoms) == 2
        # Two triangles of 0.5° by 0.5°: 2 × 55.66 km × 0.5° (48 km) / 2 = 2.67e9 m².
        assert "2,66" in finding.message.en or "2,67" in finding.message.en

    def test_a_spike_is_cut_off_and_the_polygon_kept(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        spike = [[50, 30], [50.5, 30], [50.5, 31], [50.5, 31.5], [50.5, 31], [50, 31], [50, 30]]
        shape = {"type": "Polygon", "coordinates": [spike]}
        plan = planned(write_geojson(tmp_path / "a.geojson", county(shape)))
        assert "repaired" in codes(plan.findings)
        assert plan.drafts[0].boundary.bounds == (50.0, 30.0, 50.5, 31.0)

    def test_a_repair_that_loses_more_than_one_percent_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        """The same square twice in one MultiPolygon: the repair would lose half the area."""
        twice = {"type": "MultiPolygon", "coordinates": [polygon()["coordinates"]] * 2}
        path = write_geojson(tmp_path / "a.geojson", county(twice))
        finding = refused(path, "repair_lost_area")
        assert (finding.row, finding.field) == (1, "boundary")
        says(finding, "بیش از یک درصد", "more than 1 %")

    @pytest.mark.parametrize(
        "ring",
        [
            [[50, 30], [50.5, 30], [50.2, 30], [50, 30]],
            [[50, 30], [50.00000001, 30], [50, 30.00000001], [50, 30]],
        ],
    )
    def test_a_polygon_without_area_leaves_nothing(
        self, tmp_path: Path, refused: Callable[..., Any], ring: Any
    ) -> None:
        """The second is smaller than a centimetre: rounding comes before the check."""
        shape = {"type": "Polygon", "coordinates": [ring]}
        path = write_geojson(tmp_path / "a.geojson", county(shape))
        says(refused(path, "nothing_left"), "چندضلعی‌ای باقی نمی‌ماند", "No polygon remains")

    def test_overlapping_polygons_of_a_collection_are_judged_as_one(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        """A collection of them is valid, but the MultiPolygon made of them is not."""
        twice = {"type": "GeometryCollection", "geometries": [polygon(), polygon(), point()]}
        assert refused(write_geojson(tmp_path / "a.geojson", county(twice)), "repair_lost_area")

    def test_coordinates_are_stored_with_seven_decimals(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(polygon(50.123456789, 30, 50.5, 31)))
        plan = planned(path)
        assert plan.drafts[0].boundary.bounds[0] == 50.1234568

    def test_what_was_exported_comes_back_the_same(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        ring = [[50 + (step * 7919 % 1000) / 7e3, 30.0] for step in range(2)]
        ring += [[50.33333333333, 30.77777777777], [50.1, 30.9], ring[0]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        first, _ = bring(write_geojson(tmp_path / "a.geojson", county(shape)), commit=True)
        stored = Area.objects.get(edition=first.edition).boundary
        exported = json.loads(stored.geojson)
        second, _ = bring(
            write_geojson(tmp_path / "b.geojson", county(exported)), commit=True, again=True
        )
        assert Area.objects.get(edition=second.edition).boundary.wkb == stored.wkb


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "level", "tidy"),
        [
            ("1", Level.PROVINCE, "01"),
            ("321", Level.COUNTY, "0321"),
            ("9901", Level.COUNTY, "9901"),
            ("9901001", Level.NEIGHBOURHOOD, "9901-001"),
            ("x", Level.COUNTY, "x"),
        ],
    )
    def test_lost_zeros_and_dashes_come_back(self, code: str, level: Level, tidy: str) -> None:
        assert tidy_code(code, level) == tidy

    @pytest.mark.parametrize("code", [9901, 9901.0, "9901", " ۹۹۰۱ ", "٩٩٠١"])
    def test_a_code_may_be_a_number_or_persian(
        self, tmp_path: Path, bring: Callable[..., Any], code: Any
    ) -> None:
        run, findings = bring(write_geojson(tmp_path / "a.geojson", county(code=code)))
        assert run.outcome == "dry_run", findings

    @pytest.mark.parametrize("code", ["99011", "99-01", "IR", "اسلامشهر", "9901'; DROP TABLE"])
    def test_what_is_no_county_code_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any], code: str
    ) -> None:
        finding = refused(write_geojson(tmp_path / "a.geojson", county(code=code)), "bad_code")
        says(finding, "کد این لایه نیست", "not a code of this layer")

    def test_a_file_without_any_code_says_how_to_get_them(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", feature(polygon(), name="باختر"))
        finding = refused(path, "no_codes")
        says(finding, "کد ندارد", "no codes")
        assert "--propose-mapping" in finding.advice.fa
        assert "--propose-mapping" in finding.advice.en

    def test_one_row_without_code_is_named(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern(code=None))
        finding = refused(path, "no_code")
        assert finding.row == 2
        says(finding, "«خاور» کد ندارد", "“خاور” has no code")

    def test_the_same_code_twice_is_told_at_both_rows(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern(), county())
        _, findings = bring(path)
        twice = [each for each in findings if each.code == "code_repeated"]
        assert [each.row for each in twice] == [1, 3]
        says(twice[0], "ردیف‌های ۱، ۳", "rows 1, 3")

    def test_a_code_never_given_is_refused_unless_accepted(
        self, tmp_path: Path, bring: Callable[..., Any], refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(code="9909"))
        finding = refused(path, "code_new")
        says(finding, "تاکنون داده نشده", "not been assigned before")
        assert "--new-codes" in finding.advice.fa
        assert "--new-codes" in finding.advice.en
        assert not AreaCode.objects.filter(code="9909").exists()
        run, findings = bring(path, commit=True, new_codes=True)
        finding = found(findings, "code_given")
        assert finding.severity == Severity.WARNING
        assert "--new-codes" not in finding.advice.en, "it was given already"
        assert AreaCode.objects.get(code="9909").level == Level.COUNTY
        assert run.rows_written == 1

    def test_a_code_that_the_edition_has_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        edition = Edition.objects.get(code="test-county")
        path = write_geojson(tmp_path / "a.geojson", county())
        finding = refused(path, "code_exists", edition=edition)
        says(finding, "در ویرایش test-county هست", "exists in the edition test-county")

    def test_rows_are_added_to_an_open_edition(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        edition = Edition.objects.get(code="test-county")
        path = write_geojson(tmp_path / "a.geojson", county(code="9903"))
        run, findings = bring(path, commit=True, edition=edition, new_codes=True, partial=False)
        assert run.edition == edition, findings
        assert set(edition.area_set.values_list("code", flat=True)) == {"9901", "9902", "9903"}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "bare"),
        [
            ("شهرستان ری", "ری"),
            ("شهرستان", "شهرستان"),
            ("شهرستانک", "شهرستانک"),
            ("شهر ری", "شهر ری"),
        ],
    )
    def test_the_kind_before_a_name_goes(self, name: str, bare: str) -> None:
        assert bare_name_fa(name, Level.COUNTY) == bare

    def test_the_kind_after_an_english_name_goes(self) -> None:
        assert bare_name_en("Rey County", Level.COUNTY) == "Rey"
        assert bare_name_en("County", Level.COUNTY) == "County"

    def test_a_name_unlike_the_known_one_is_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        _, findings = bring(write_geojson(tmp_path / "a.geojson", county()))
        finding = found(findings, "name_differs")
        assert finding.severity == Severity.WARNING
        says(
            finding,
            "«باختر» است، ولی نام شناختهٔ کد 9901 «جای 9901»",
            "“باختر”, but the code 9901 is known as",
        )

    def test_the_same_name_in_other_letters_is_no_difference(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(name_fa="\u200fجاي  ۹۹۰۱\u200e"))
        plan = planned(path)
        assert "name_differs" not in codes(plan.findings)
        assert plan.drafts[0].name_fa == "جای ۹۹۰۱"

    @pytest.mark.parametrize("name", ["??????", "???? ??", "\ufffd\ufffd"])
    def test_a_destroyed_name_is_told_and_the_known_one_kept(
        self, tmp_path: Path, planned: Callable[..., Any], name: str
    ) -> None:
        plan = planned(write_geojson(tmp_path / "a.geojson", county(name_fa=name)))
        says(found(plan.findings, "name_destroyed"), "از میان رفته", "is lost")
        says(found(plan.findings, "name_taken_over"), "جای 9901", "جای 9901")
        assert plan.drafts[0].name_fa == "جای 9901"

    def test_a_new_area_without_name_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(
            tmp_path / "a.geojson", county(code="9909", name_fa=None, name_en=None)
        )
        says(refused(path, "no_name", new_codes=True), "نام ندارد", "has no name")

    def test_a_name_that_is_too_long_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(name_fa="ا" * 121))
        finding = refused(path, "too_long")
        assert finding.field == "name_fa"
        says(finding, "۱۲۰ نویسه", "120 characters")

    def test_an_english_name_unlike_the_known_one_is_told(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        plan = planned(write_geojson(tmp_path / "a.geojson", county(name_en="Eslamshahr")))
        finding = found(plan.findings, "english_name_differs")
        assert (finding.severity, finding.field) == (Severity.NOTE, "name_en")
        says(finding, "«Eslamshahr»", "the code 9901 is known as “Place 9901”")

    @pytest.mark.parametrize("name", ["place-9901", "PLACE 9901 County", None])
    def test_an_english_name_in_other_letters_is_no_difference(
        self, tmp_path: Path, planned: Callable[..., Any], name: str | None
    ) -> None:
        plan = planned(write_geojson(tmp_path / "a.geojson", county(name_en=name)))
        assert "english_name_differs" not in codes(plan.findings)

    def test_two_areas_of_one_name_are_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern(name_fa="باختر"))
        _, findings = bring(path)
        says(found(findings, "name_repeated"), "ردیف‌های ۱، ۲", "rows 1, 2")

    def test_a_latin_name_is_the_english_one(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        plain = feature(polygon(), code="9901", name="West County")
        plan = planned(write_geojson(tmp_path / "a.geojson", plain))
        stored = plan.drafts[0]
        assert (stored.name_fa, stored.name_en) == ("جای 9901", "West")


class TestParents:
    def test_a_child_beyond_its_parent_is_a_warning_with_its_share(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        """The western county drawn half a degree further west: half of it is outside."""
        path = write_geojson(tmp_path / "a.geojson", county(polygon(49.75, 30, 50.25, 31)))
        run, findings = bring(path, commit=True)
        finding = found(findings, "beyond_parent")
        assert finding.severity == Severity.WARNING
        says(finding, "۵۰ درصد", "50 %")
        says(finding, "(«جای 99»، 99)", "(“Place 99”, 99)")
        assert run.outcome == "committed"

    def test_a_child_within_its_parent_is_not_mentioned(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        _, findings = bring(write_geojson(tmp_path / "a.geojson", county()))
        assert "beyond_parent" not in codes(findings)

    def test_a_county_of_another_province_than_its_code_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(province_code="23"))
        says(refused(path, "parent_differs"), "«23» با کد", "“23” does not match the code")

    def test_an_unknown_parent_is_refused(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(code="9801"))
        says(refused(path, "parent_unknown", new_codes=True), "98 شناخته نیست", "98 is not known")

    def test_new_neighbourhoods_need_no_permission(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", neighbourhood())
        plan = planned(path, "neighbourhoods")
        stored = plan.drafts[0]
        assert (stored.parent_code, stored.county_code, stored.province_code) == (
            "9901",
            "9901",
            "99",
        )
        finding = found(plan.findings, "code_given")
        assert finding.severity == Severity.NOTE
        says(finding, "با ‎--commit داده می‌شود", "is assigned with --commit")
        assert "--new-codes" not in finding.advice.en, "it is written without"

    def test_a_neighbourhood_may_have_moved_to_another_county(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", neighbourhood(parent_code="9902"))
        plan = planned(path, "neighbourhoods")
        says(found(plan.findings, "parent_unusual"), "بالادست 9902", "parent area is 9902")
        assert plan.drafts[0].county_code == "9902"
        assert "beyond_parent" in codes(plan.findings)

    def test_the_kind_of_a_neighbourhood_is_understood_in_persian(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(
            tmp_path / "a.geojson",
            neighbourhood(settlement_type="حاشیه نشین"),
            neighbourhood("9901-002", settlement_type="روستا"),
        )
        _, findings = bring(path, "neighbourhoods")
        assert [each.row for each in findings if each.code == "not_a_choice"] == [2]
        says(found(findings, "not_a_choice"), "«روستا» شناخته نیست", "“روستا” is not recognised")

    def test_provinces_are_children_of_iran(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        path = write_geojson(
            tmp_path / "a.geojson",
            feature(polygon(50, 30, 51, 31), code="99", name_fa="استان آزمون", name_en="Test"),
        )
        plan = planned(path, "provinces")
        stored = plan.drafts[0]
        assert (stored.parent_code, stored.name_fa) == ("IR", "آزمون"), plan.findings
