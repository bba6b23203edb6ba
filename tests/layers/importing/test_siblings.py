"""This file tests the warning on overlapping areas of one edition."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyproj
import pytest
from shapely.geometry import Polygon, box, mapping

from layers.geometry import area_m2
from layers.importing.checks.in_sandbox import measure_overlaps
from layers.importing.findings import MOST_OF_A_QUESTION, Severity
from layers.models import Edition, Level
from layers.sandbox.limits import DEFAULT_LIMITS
from layers.sandbox.run import Workshop, workshop
from tests.layers.factories import area, edition, square
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import county, eastern, feature, polygon, write_geojson


def neighbourhood(number: int, *bounds: float, **properties: Any) -> dict[str, Any]:
    said = {"code": f"9901-{number:03d}", "name_fa": f"محلهٔ {number}", "name_en": str(number)}
    return feature(polygon(*bounds), **said | properties)


def test_two_rows_that_overlap_are_both_named_with_hectares(
    tmp_path: Path, planned: Callable[..., Any]
) -> None:
    """The eastern county begins a tenth of its width too far west."""
    wide = eastern() | {"geometry": polygon(50.45, 30, 51, 31)}
    plan = planned(write_geojson(tmp_path / "a.geojson", county(), wide))
    finding = found(plan.findings, "overlaps_row")
    assert (finding.row, finding.field, finding.severity) == (1, "boundary", Severity.WARNING)
    # 0.05 of 0.5 degrees is 10 % of the smaller, the western one.
    says(finding, "«خاور» (9902، ردیف ۲)", "“خاور” (9902, row 2) overlap by 53,")
    says(finding, "۱۰ درصد محدودهٔ کوچک‌تر", "10 % of the smaller one")
    assert "Snap geometries" in finding.advice.en


@pytest.mark.parametrize(("overlap", "is_told"), [(0.004, False), (0.006, True)])
def test_up_to_one_percent_is_how_sources_draw_a_border(
    tmp_path: Path, planned: Callable[..., Any], overlap: float, is_told: bool
) -> None:
    """0.004 of 0.5 degrees is 0.8 %: some 4,250 ha along 111 km of border."""
    wide = eastern() | {"geometry": polygon(50.5 - overlap, 30, 51, 31)}
    plan = planned(write_geojson(tmp_path / "a.geojson", county(), wide))
    assert ("overlaps_row" in codes(plan.findings)) == is_told


def test_neighbours_that_only_touch_are_no_finding(
    tmp_path: Path, planned: Callable[..., Any]
) -> None:
    plan = planned(write_geojson(tmp_path / "a.geojson", county(), eastern()))
    assert not {each for each in codes(plan.findings) if each.startswith(("overlap", "same_"))}


def test_it_is_never_a_refusal(tmp_path: Path, bring: Callable[..., Any]) -> None:
    twice = eastern() | {"geometry": polygon()}
    run, findings = bring(
        write_geojson(tmp_path / "a.geojson", county(), twice), commit=True, partial=False
    )
    assert run.outcome == "committed", findings
    says(found(findings, "same_boundary"), "یک مرز دارند", "have the same boundary")
    assert "overlaps_row" not in codes(findings)


def test_the_same_code_twice_is_told_once_as_the_error_it_is(
    tmp_path: Path, planned: Callable[..., Any]
) -> None:
    plan = planned(write_geojson(tmp_path / "a.geojson", county(), county()))
    assert "code_repeated" in codes(plan.findings)
    assert "same_boundary" not in codes(plan.findings)


def test_a_small_one_inside_a_large_one_is_told_by_its_own_size(
    tmp_path: Path, planned: Callable[..., Any]
) -> None:
    rows = (neighbourhood(1, 50.1, 30.1, 50.2, 30.2), neighbourhood(2, 50.12, 30.12, 50.13, 30.13))
    plan = planned(write_geojson(tmp_path / "a.geojson", *rows), "neighbourhoods")
    says(found(plan.findings, "overlaps_row"), "۱۰۰ درصد", "100 % of the smaller one")


class TestAdding:
    @pytest.fixture
    def opened(self, source: Any) -> Edition:
        area("9901-001", square(50.1, 30.1, 50.2, 30.2), name_fa="کهن")
        return edition(Level.NEIGHBOURHOOD)

    def test_an_area_of_the_edition_is_named(
        self, tmp_path: Path, planned: Callable[..., Any], opened: Edition
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", neighbourhood(2, 50.15, 30.1, 50.25, 30.2))
        plan = planned(path, "neighbourhoods", edition=opened)
        finding = found(plan.findings, "overlaps_area")
        says(finding, "«کهن» (9901-001) در ویرایش test-neighbourhood", "50 % of the smaller")

    def test_its_boundary_again_under_another_code_is_told(
        self, tmp_path: Path, planned: Callable[..., Any], opened: Edition
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", neighbourhood(2, 50.1, 30.1, 50.2, 30.2))
        plan = planned(path, "neighbourhoods", edition=opened)
        says(found(plan.findings, "same_as_area"), "همان مرز «کهن»", "the same boundary as “کهن”")

    def test_another_edition_is_not_looked_at(
        self, tmp_path: Path, planned: Callable[..., Any], opened: Edition
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", neighbourhood(2, 50.1, 30.1, 50.2, 30.2))
        plan = planned(path, "neighbourhoods")
        assert "same_as_area" not in codes(plan.findings)


class TestBounds:
    def test_a_pile_of_polygons_is_counted_and_not_listed(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        """30 equal ones make 435 pairs."""
        rows = [neighbourhood(number, 50.1, 30.1, 50.2, 30.2) for number in range(1, 31)]
        plan = planned(write_geojson(tmp_path / "a.geojson", *rows), "neighbourhoods")
        told = [each for each in plan.findings if each.code == "same_boundary"]
        assert len(told) == MOST_OF_A_QUESTION
        rest = found(plan.findings, "more_like_it")
        assert rest.severity == Severity.WARNING
        says(rest, "۲۳۵ مورد دیگر", "235 more")

    def test_a_pair_that_takes_too_long_is_left_and_said(
        self, tmp_path: Path, planned: Callable[..., Any]
    ) -> None:
        """A comb of 2,000 teeth over another one, turned: four million crossings."""
        shapes = [comb(turned=False), comb(turned=True)]
        rows = [
            feature(mapping(shape), code=f"9901-00{n}", name_fa=f"شانهٔ {n}")
            for n, shape in enumerate(shapes)
        ]
        path = write_geojson(tmp_path / "a.geojson", *rows)
        plan = planned(path, "neighbourhoods", limits=replace(DEFAULT_LIMITS, repair_seconds=1))
        assert len(plan.drafts) == 2
        finding = found(plan.findings, "overlaps_not_measured")
        assert finding.severity == Severity.WARNING

    def test_two_thousand_neighbourhoods_take_seconds(self) -> None:
        """Hexagons of 48 corners side by side, as many as the programme has."""
        shapes = [hexagon(n % 45, n // 45) for n in range(2_020)]
        with workshop() as shop:
            polygons = [("both", str(n), shape) for n, shape in enumerate(shapes)]
            overlaps, is_whole = measure_overlaps(polygons, shop, least_share=0.01)
        assert is_whole
        assert overlaps == []

    def test_one_alone_shares_nothing_and_needs_no_process(self, tmp_path: Path) -> None:
        nowhere = Workshop(tmp_path / "missing")
        alone = ("both", "1", box(50, 30, 51, 31))
        assert measure_overlaps([alone], nowhere, least_share=0.01) == ([], True)


def comb(*, turned: bool) -> Polygon:
    """A strip with 2,000 teeth; turned, its teeth lie across those of the other."""
    teeth = 2_000
    side = [(50.1 + 0.3 * step / teeth / 2, 30.1 + 0.25 * (step % 2)) for step in range(teeth * 2)]
    ring = [*side, (50.4, 30.05), (50.1, 30.05)]
    return Polygon([(y + 20, x - 20) for x, y in ring] if turned else ring)


def hexagon(column: int, row: int) -> Polygon:
    """A hexagon of the honeycomb, its sides cut into eight."""
    x = 50 + 0.02 * math.sqrt(3) * (column + row % 2 / 2)
    y = 30 + 0.03 * row
    turns = [number * math.pi / 3 for number in range(6)]
    corners = [(x + 0.02 * math.sin(turn), y + 0.02 * math.cos(turn)) for turn in turns]
    return Polygon(corners).segmentize(0.0025)


def test_areas_are_those_of_the_ellipsoid() -> None:
    """Beside the geodesic area that PROJ measures of the same box."""
    shape = box(50, 30, 50.5, 31).segmentize(0.01)
    geodesic_m2, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shape)
    assert area_m2(shape) == pytest.approx(geodesic_m2, rel=1e-6)
