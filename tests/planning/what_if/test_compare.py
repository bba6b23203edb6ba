"""This file tests what a draft changes for a county, against numbers that are summed here."""

from typing import Any

import numpy as np
import pytest
from shapely import unary_union
from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC, Scope
from layers.geos import to_shapely
from layers.models import (
    BLOCK_COUNTS,
    Area,
    Block,
    BlockNeighbours,
    BlockSubstitute,
    Indicator,
    Level,
)
from layers.publishing.publish import publish
from layers.queries import current_areas
from planning.shapes.outline import outline_of, painted_blocks
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure
from planning.statistics.rounding import in_tens
from planning.statistics.way import Way
from planning.what_if import outside
from planning.what_if.compare import NothingToCompare, compare
from planning.what_if.parameters import Asked
from planning.what_if.worse_outside import Beside, Likely, Rates, worse_places
from tests.layers import factories as ground
from tests.planning.factories import block, corner, drawn

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope(everywhere=True)
ISLAMSHAHR = Scope(province_code="23", county_code="2310")
COLUMNS, ROWS = 12, 3
TOLD = ("persons", "uninsured", "out_of_school", "tenant_households")


def uninsured() -> Indicator:
    return Indicator.objects.get(code="uninsured")


def hood(code: str, west: int, east: int, south: int = 0, north: int = ROWS) -> Area:
    return ground.area(code, ground.square(*corner(west, south), *corner(east, north)))


def found(
    draft: MultiPolygon,
    *,
    scope: Scope = EVERYWHERE,
    county: str = "9901",
    replaces: frozenset[str] = frozenset(),
    way: Way | None = None,
) -> dict[str, Any]:
    place = current_areas(Level.COUNTY).get(code=county)
    asked = Asked(county=place, indicator=uninsured(), replaces=replaces)
    return compare(asked, draft, way or Way(), scope=scope).as_json()


def columns(*inside: int) -> np.ndarray:
    return np.isin(np.arange(COLUMNS), inside)


def test_a_county_without_blocks_is_refused_in_words() -> None:
    ground.province_with_two_counties()
    with pytest.raises(NothingToCompare) as refused:
        found(drawn(0, 0, 1, 1))
    assert refused.value.detail_fa != refused.value.detail_en


def homes() -> list[Area]:
    return list(current_areas(Level.NEIGHBOURHOOD).filter(parent_code="2310"))


def draft_of_the_sample() -> MultiPolygon:
    """Half of a neighbourhood, and as much ground to the south of it."""
    west, south, east, north = to_shapely(homes()[0].boundary).bounds
    half = (north - south) / 2
    place = ground.square(
        round(west, 7), round(south - half, 7), round(east, 7), round(south + half, 7)
    )
    return to_shapely(place)


def measured(boundary: MultiPolygon, scope: Scope, way: Way | None = None) -> AreaStatistics:
    return measure(boundary, scope=scope, user=None, way=way or Way(), with_range=False)


def numerators(statistics: AreaStatistics) -> dict[str, int | None]:
    """The counts of TOLD in measured statistics."""
    codes = {"uninsured": "uninsured", "out_of_school": "out_of_school"}
    by_code = {each.context.code: each.numerator.estimate for each in statistics.indicators}
    return {
        "persons": statistics.population.estimate,
        "tenant_households": by_code["tenants"],
    } | {name: by_code[code] for name, code in codes.items()}


@pytest.mark.parametrize("scope", [ISLAMSHAHR, PUBLIC], ids=["county", "public"])
def test_no_figure_differs_from_measuring_the_same_ground(scope: Scope) -> None:
    draft = draft_of_the_sample()
    hoods = [to_shapely(each.boundary) for each in homes()]
    before = numerators(measured(as_areas(unary_union(hoods)), scope))
    after = numerators(measured(as_areas(unary_union([*hoods, draft])), scope))
    answer = found(draft, scope=scope, county="2310")
    assert answer["rounded"] == (scope == PUBLIC)
    for name in TOLD:
        assert answer["shares"][name]["before"] == before[name]
        assert answer["shares"][name]["after"] == after[name]
    assert after["persons"] != before["persons"]
    bars, places = answer["outside"]["bars"], answer["outside"]["places"]
    least = next(each for each in homes() if each.code == bars["area"]["code"])
    for bar, shape in ((bars["area"], to_shapely(least.boundary)), (bars["draft"], draft)):
        check_figures(bar, measured(shape, scope))
    assert places
    for place in places:
        blocks = painted_blocks(place["blocks"])
        way = Way(painted=tuple(each.pk for each in blocks))
        check_figures(place, measured(outline_of(blocks), scope, way))


def as_areas(shape: Any) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def check_figures(told: dict[str, Any], statistics: AreaStatistics) -> None:
    [own] = [each for each in statistics.indicators if each.context.code == "uninsured"]
    assert (told["persons"], told["rate"]) == (
        statistics.population.estimate,
        own.figure.value,
    )


def test_all_of_the_countys_total_is_counted_in_the_sample() -> None:
    blocks = Block.objects.filter(county_code="2310")
    exact = found(draft_of_the_sample(), scope=ISLAMSHAHR, county="2310")
    public = found(draft_of_the_sample(), scope=PUBLIC, county="2310")
    for name in TOLD:
        total = sum(blocks.values_list(name, flat=True))
        assert exact["shares"][name]["total"] == total
    persons = exact["shares"]["persons"]["total"]
    assert public["shares"]["persons"]["total"] == pytest.approx(persons, abs=20)
    assert exact["published_population"]["year"] > 1300
    assert exact["sources"]
    assert exact["synthetic"]


def rates(*of: int, row: int = 0) -> None:
    """A street of blocks of 1,000 persons, so many of a hundred of them without insurance."""
    Block.objects.bulk_create(
        block(column, row, persons=1_000, uninsured=10 * each) for column, each in enumerate(of)
    )


@pytest.fixture
def street() -> None:
    """Least deprived inside: column 0 with 20 %; the draft: column 1 with 30 %; outside, two
    connected places above the draft and one between the two."""
    ground.province_with_two_counties()
    rates(20, 30, 5, 60, 62, 5, 25, 5, 70, 25)
    publish(["blocks"], ["99"])
    hood("9901-001", 0, 1, north=1)


def test_who_stays_outside_and_is_worse_off_is_listed_by_connected_places(street: None) -> None:
    answer = found(drawn(1, 0, 2, 1))["outside"]
    assert answer["bars"]["area"]["rate"] == 20
    assert answer["bars"]["area"]["code"] == "9901-001"
    assert answer["bars"]["draft"]["rate"] == 30
    listed = [
        (each["blocks"], each["rate"], each["persons"], each["worse_than"])
        for each in answer["places"]
    ]
    both = ["area", "draft"]
    assert listed == [
        (["test-8-0"], 70, 1_000, both),
        (["test-3-0", "test-4-0"], 61, 2_000, both),
        (["test-6-0"], 25, 1_000, ["area"]),
        (["test-9-0"], 25, 1_000, ["area"]),
    ]
    west, south, east, north = answer["places"][1]["bounds"]
    assert (west, south) == pytest.approx(corner(3, 0))
    assert (east, north) == pytest.approx(corner(5, 1))


def test_a_replaced_neighbourhood_is_no_bar(street: None) -> None:
    answer = found(drawn(1, 0, 2, 1), replaces=frozenset({"9901-001"}))["outside"]
    assert set(answer["bars"]) == {"draft"}
    assert {tuple(each["worse_than"]) for each in answer["places"]} == {("draft",)}


def test_the_list_is_capped_and_says_how_many_more(
    street: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "MOST_PLACES", 1)
    answer = found(drawn(1, 0, 2, 1))["outside"]
    assert [each["rate"] for each in answer["places"]] == [70]
    assert answer["more"] == {"places": 3, "persons": 4_000}


def test_blocks_of_a_long_place_are_not_named_but_bounded(
    street: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "MOST_CODES", 2)
    places = found(drawn(1, 0, 2, 1))["outside"]["places"]
    assert [len(each["blocks"]) for each in places] == [1, 0, 1, 0]
    assert all(len(each["bounds"]) == 4 for each in places)


def test_fewer_than_a_hundred_persons_are_neither_place_nor_bar() -> None:
    ground.province_with_two_counties()
    rates(20, 30, 5, 60)
    Block.objects.filter(code="test-3-0").update(persons=90, uninsured=54)
    Block.objects.filter(code="test-0-0").update(persons=90, uninsured=18)
    publish(["blocks"], ["99"])
    hood("9901-001", 0, 1, north=1)
    answer = found(drawn(1, 0, 2, 1))["outside"]
    assert set(answer["bars"]) == {"draft"}
    assert answer["places"] == []


def test_a_rate_that_chance_explains_is_not_called_worse() -> None:
    """Blocks that differ by chance alone: all are drawn to the county's rate."""
    ground.province_with_two_counties()
    random = np.random.default_rng(7)
    Block.objects.bulk_create(
        block(column, row, persons=150, uninsured=int(random.binomial(150, 0.2)))
        for column in range(20)
        for row in range(5)
    )
    publish(["blocks"], ["99"])
    hood("9901-001", 0, 10, north=5)
    answer = found(drawn(10, 0, 12, 5))["outside"]
    raw = [each.uninsured / each.persons for each in Block.objects.filter(county_code="9901")]
    assert max(raw) * 100 > answer["bars"]["area"]["rate"] + 5
    assert answer["places"] == []


def test_a_district_is_found_by_its_blocks_with_those_beside_them() -> None:
    """36 blocks of 200 persons at 14 %; inside 10 %, around 9 %."""
    ground.province_with_two_counties()
    random = np.random.default_rng(5)

    def persons_without(column: int, row: int) -> int:
        in_district = column in range(12, 18) and row in range(2, 8)
        rate = 0.14 if in_district else 0.1 if column < 5 else 0.09
        return int(random.binomial(200, rate))

    Block.objects.bulk_create(
        block(column, row, persons=200, uninsured=persons_without(column, row))
        for column in range(25)
        for row in range(10)
    )
    publish(["blocks"], ["99"])
    hood("9901-001", 0, 5, north=10)
    [first, *others] = sorted(
        found(drawn(5, 0, 7, 2))["outside"]["places"], key=lambda each: -each["block_count"]
    )
    inside = {f"test-{column}-{row}" for column in range(12, 18) for row in range(2, 8)}
    assert len(inside & set(first["blocks"])) >= 24
    assert len(set(first["blocks"]) - inside) <= 6
    assert sum(each["block_count"] for each in others) <= 6
    BlockNeighbours.objects.all().delete()
    alone = found(drawn(5, 0, 7, 2))["outside"]["places"]
    assert len(alone) <= 18
    assert {each["block_count"] for each in alone} == {1}


def test_places_are_joined_by_the_stored_neighbours() -> None:
    ground.province_with_two_counties()
    rates(20, 30, 5, 60, 62)
    publish(["blocks"], ["99"])
    hood("9901-001", 0, 1, north=1)
    assert len(found(drawn(1, 0, 2, 1))["outside"]["places"]) == 1
    BlockNeighbours.objects.all().delete()
    assert len(found(drawn(1, 0, 2, 1))["outside"]["places"]) == 2


def test_tens_of_places_are_tens() -> None:
    draft = draft_of_the_sample()
    for place in found(draft, scope=PUBLIC, county="2310")["outside"]["places"]:
        assert place["persons"] == in_tens(place["persons"])
        assert place["persons"] >= 100


def test_blocks_above_different_bars_are_different_places() -> None:
    """Three blocks in a row, of so many that no chance is left: 24 %, 26 % and 40 %.

    One bar lies at 20 % with a standard deviation of 4 points, so that more than 26.6 % is above
    it; the other at 25 % exactly. The first block is above the first bar with those beside it, the
    second above the second bar alone, the third above both.
    """
    whole = np.full(3, 1e9)
    rates = Rates(whole, whole * [0.24, 0.26, 0.4], whole, county=0.3, strength=1.0, of_chance=0.2)
    near = Beside(np.array([0, 0, 1, 2]), np.array([1, 2, 0, 0]))
    standing = rates.standing(np.arange(3), near, [Likely(0.2, 0.0016), Likely(0.25, 0.0)])
    assert standing.tolist() == [0b01, 0b10, 0b11]
    assert [each.tolist() for each in worse_places(standing, near)] == [[0], [1], [2]]


def test_blocks_that_are_not_published_yet_count_two_for_a_suppressed_count() -> None:
    BlockSubstitute.objects.all().delete()
    share = found(draft_of_the_sample(), scope=PUBLIC, county="2310")["shares"]["uninsured"]
    bit = 1 << BLOCK_COUNTS.index("uninsured")
    blocks = Block.objects.filter(county_code="2310")
    assert any(each.hidden & bit for each in blocks)
    counts = [2 if each.hidden & bit else each.uninsured for each in blocks]
    assert share["total"] == in_tens(sum(counts))
