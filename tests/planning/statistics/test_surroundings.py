"""This file tests the surroundings of an area: places, overlaps, context; by hand."""

import pytest
from django.contrib.gis.geos import MultiPolygon as GeosMultiPolygon
from django.contrib.gis.geos import Point
from pyproj import Geod
from shapely.geometry import MultiPolygon

from accounts.access import Scope
from accounts.models import User
from layers.models import Agency, House, Prison
from planning.models import Revision, TargetArea
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure
from tests.layers import factories as ground
from tests.planning.factories import corner, drawn, town

pytestmark = pytest.mark.django_db


def measured(boundary: MultiPolygon, **changes: object) -> AreaStatistics:
    return measure(boundary, **({"scope": Scope(everywhere=True), "user": None} | changes))


def house(code: str, column: float, row: float, *, agency: str, state: str) -> House:
    return House.objects.create(
        code=code,
        name_fa=code,
        name_en=code,
        name_folded=code,
        province_code="99",
        agency=Agency.objects.get(code=agency),
        state=state,
        location=Point(*corner(column, row), srid=4326),
        source=ground.source(),
    )


def target_area(code: str, boundary: MultiPolygon, *, author: User) -> Revision:
    target = TargetArea.objects.create(
        code=code, province_code="99", county_code="9901", author=author
    )
    return Revision.objects.create(
        target_area=target,
        number=1,
        name_fa="محدوده",
        origin="drawn",
        boundary=GeosMultiPolygon.from_ewkt(f"SRID=4326;{boundary.wkt}"),
        statistics={},
        made_by=author,
    )


def test_houses_are_counted_by_agency_and_closed_ones_are_not() -> None:
    house("a", 1.2, 1.2, agency="emdad", state="open")
    house("b", 1.4, 1.2, agency="emdad", state="planned")
    house("c", 1.6, 1.2, agency="helal", state="open")
    house("d", 1.8, 1.2, agency="helal", state="closed")
    found = measured(drawn(1, 1, 2, 2)).places
    assert found is not None
    assert found.houses_by_agency == {"emdad": 2, "ehsan": 0, "behzisti": 0, "helal": 1}
    assert list(found.houses_by_agency) == list(Agency.objects.values_list("code", flat=True))
    assert found.nearest_house is None


def test_a_house_on_the_shared_border_is_counted_once() -> None:
    house("a", 2, 1.5, agency="emdad", state="open")
    west, east = measured(drawn(1, 1, 2, 2)), measured(drawn(2, 1, 3, 2))
    assert [sum(each.places.houses_by_agency.values()) for each in (west, east)] == [0, 1]


def test_the_nearest_is_told_in_geodesic_metres_from_the_edge() -> None:
    ground.school("near", *corner(4, 1.5))
    ground.school("far", *corner(1.5, 5))
    found = measured(drawn(1, 1, 2, 2)).places
    assert found is not None
    # Two columns east of the edge: 0.002° of longitude at 30.1015° N.
    expected = Geod(ellps="WGS84").inv(*corner(2, 1.5), *corner(4, 1.5))[2]
    assert found.schools == 0
    assert found.nearest_school.code == "near"
    assert found.nearest_school.distance_m == pytest.approx(expected, abs=0.1)


def test_prisons_without_a_place_are_told_for_the_province() -> None:
    town(3, 3)
    for number in range(2):
        Prison.objects.create(
            code=f"p{number}",
            name_fa="زندان",
            name_folded="زندان",
            province_code="99",
            source=ground.source(),
        )
    assert measured(drawn(0, 0, 2, 2)).places.unlocated_prisons == 2


def test_an_overlap_tells_its_share_and_its_persons() -> None:
    town(6, 2)
    ground.area("9901-001", _geos(drawn(2, 0, 6, 2)))
    found = measured(drawn(0, 0, 3, 2)).overlaps
    # Column 2 of columns 2 to 5: a quarter of the neighbourhood, 2 blocks of 100 persons.
    assert [(each.kind, each.code, each.population) for each in found] == [
        ("neighbourhood", "9901-001", 200)
    ]
    assert found[0].share == pytest.approx(0.25, abs=1e-6)


def test_neighbours_that_only_share_a_border_do_not_overlap() -> None:
    ground.area("9901-001", _geos(drawn(3, 0, 6, 2)))
    assert measured(drawn(0, 0, 3, 2)).overlaps == ()


def test_an_author_sees_his_draft_overlap_and_others_do_not() -> None:
    author = User.objects.create_user(
        "author", role="county", province_code="99", county_code="9901"
    )
    other = User.objects.create_user("other", role="national")
    target_area("T9901-001", drawn(0, 0, 2, 2), author=author)
    assert [each.code for each in measured(drawn(1, 0, 3, 2), user=author).overlaps] == [
        "T9901-001"
    ]
    assert measured(drawn(1, 0, 3, 2), user=other).overlaps == ()


def test_what_is_withdrawn_is_no_overlap() -> None:
    author = User.objects.create_user(
        "author", role="county", province_code="99", county_code="9901"
    )
    target_area("T9901-001", drawn(0, 0, 2, 2), author=author)
    TargetArea.objects.filter(code="T9901-001").update(state="withdrawn")
    assert measured(drawn(1, 0, 3, 2), user=author).overlaps == ()


def test_an_area_does_not_overlap_itself() -> None:
    author = User.objects.create_user(
        "author", role="county", province_code="99", county_code="9901"
    )
    target_area("T9901-001", drawn(0, 0, 2, 2), author=author)
    found = measured(drawn(1, 0, 3, 2), user=author, leave_out="T9901-001")
    assert found.overlaps == ()


def test_area_and_perimeter_are_geodesic() -> None:
    shape = drawn(0, 0, 20, 10)
    found = measured(shape)
    area_m2, perimeter_m = Geod(ellps="WGS84").geometry_area_perimeter(shape.geoms[0])
    assert found.area_m2 == pytest.approx(abs(area_m2), rel=1e-6)
    assert found.perimeter_m == pytest.approx(perimeter_m, rel=1e-6)


def test_an_indicator_stands_beside_its_county_and_province() -> None:
    town(2, 2, uninsured=30)
    rate = ground.indicator(
        "test-uninsured", block_numerator="uninsured", block_denominator="persons"
    )
    ground.province_with_two_counties()
    ground.figure("9901", 18, 100, indicator=rate, year=1404, published_value=18.0)
    ground.figure("99", 21, 100, indicator=rate, year=1403, published_value=21.0)
    found = {each.context.code: each for each in measured(drawn(0, 0, 2, 2)).indicators}
    figure = found["test-uninsured"]
    # 4 blocks: 120 of 400. The province has no figure of the county's newest year.
    assert (figure.figure.value, figure.figure.low, figure.figure.high) == (30.0, 30.0, 30.0)
    assert (figure.context.county, figure.context.province, figure.context.year) == (18, None, 1404)


def _geos(boundary: MultiPolygon) -> GeosMultiPolygon:
    return GeosMultiPolygon.from_ewkt(f"SRID=4326;{boundary.wkt}")
