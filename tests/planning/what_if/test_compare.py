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
from planning.what_if import compare as compare_module
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


@pytest.fixture
def grid() -> dict[str, np.ndarray]:
    """A town of 12 by 3 blocks, its counts by name, shape (columns, rows)."""
    ground.province_with_two_counties()
    random = np.random.default_rng(1404)
    shape = (COLUMNS, ROWS)
    counts = {
        "persons": random.integers(40, 160, shape),
        "uninsured": random.integers(5, 40, shape),
        "out_of_school": random.integers(0, 9, shape),
        "tenant_households": random.integers(0, 20, shape),
    }
    Block.objects.bulk_create(
        block(column, row, **{name: int(each[column, row]) for name, each in counts.items()})
        for column in range(COLUMNS)
        for row in range(ROWS)
    )
    publish(["blocks"], ["99"])
    return counts


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


def test_each_block_counts_once_where_areas_and_the_draft_overlap(
    grid: dict[str, np.ndarray],
) -> None:
    hood("9901-001", 0, 4)
    hood("9901-002", 2, 6)
    shares = found(drawn(5, 0, 8, ROWS))["shares"]
    for name in TOLD:
        count = grid[name]
        before, after = count[columns(*range(6))].sum(), count[columns(*range(8))].sum()
        assert shares[name]["total"] == count.sum()
        assert (shares[name]["before"], shares[name]["after"]) == (before, after)
        assert shares[name]["share_before"] == pytest.approx(before / count.sum(), abs=5e-5)
        assert shares[name]["share_after"] == pytest.approx(after / count.sum(), abs=5e-5)


def test_ground_of_a_replaced_neighbourhood_leaves_unless_it_lies_elsewhere_inside(
    grid: dict[str, np.ndarray],
) -> None:
    """Columns 0 to 3 and 2 to 5; the second gives way to 5 to 7, and 2 and 3 stay in the first."""
    hood("9901-001", 0, 4)
    hood("9901-002", 2, 6)
    share = found(drawn(5, 0, 8, ROWS), replaces=frozenset({"9901-002"}))["shares"]["persons"]
    assert share["before"] == grid["persons"][columns(*range(6))].sum()
    assert share["after"] == grid["persons"][columns(0, 1, 2, 3, 5, 6, 7)].sum()


def test_a_block_counts_by_its_middle_before_and_after(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    share = found(drawn(2, 0, 3.4, ROWS))["shares"]["persons"]
    assert share["after"] == grid["persons"][columns(0, 1, 2)].sum()
    share = found(drawn(2, 0, 3.6, ROWS))["shares"]["persons"]
    assert share["after"] == grid["persons"][columns(0, 1, 2, 3)].sum()


def test_blocks_of_another_county_are_left_out_and_said_so(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    Block.objects.bulk_create([block(COLUMNS, row, county="9902") for row in range(ROWS)])
    inside = found(drawn(10, 0, COLUMNS, ROWS))
    across = found(drawn(10, 0, COLUMNS + 1, ROWS))
    assert inside["shares"] == across["shares"]
    assert (inside["elsewhere"], across["elsewhere"]) == (False, True)
    # So they cost nobody of the county the exact figures.
    own = found(drawn(10, 0, COLUMNS + 1, ROWS), scope=Scope("99", "9901"))
    assert not own["rounded"]
    assert own["shares"] == across["shares"]


def test_painted_blocks_count_by_their_codes(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    blocks = painted_blocks(["test-4-0", "test-5-0", "test-5-1"])
    way = Way(painted=tuple(each.pk for each in blocks))
    share = found(outline_of(blocks), way=way)["shares"]["persons"]
    own = grid["persons"]
    assert share["after"] - share["before"] == own[4, 0] + own[5, 0] + own[5, 1]


def test_what_has_no_blocks_is_unknown_and_named(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    hood("9901-002", 50, 60)
    ground.area("9901-003", None)
    answer = found(drawn(70, 0, 80, 3))
    assert [each["code"] for each in answer["without_blocks"]] == ["9901-002", "9901-003"]
    assert not answer["has_draft_blocks"]
    assert answer["shares"]["persons"]["before"] == grid["persons"][columns(0, 1)].sum()
    assert answer["shares"]["persons"]["after"] is None
    assert answer["shares"]["persons"]["share_after"] is None


def test_a_county_without_target_areas_has_nobody_inside(grid: dict[str, np.ndarray]) -> None:
    share = found(drawn(0, 0, 1, ROWS))["shares"]["uninsured"]
    assert (share["before"], share["share_before"]) == (0, 0)
    hood("9901-001", 50, 60)
    assert found(drawn(0, 0, 1, ROWS))["shares"]["uninsured"]["before"] is None


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


def test_out_of_scope_counts_are_tens_and_few_persons_are_not_told(
    grid: dict[str, np.ndarray],
) -> None:
    hood("9901-001", 0, 2)
    Block.objects.filter(code__in=["test-0-0", "test-0-1", "test-0-2"]).update(persons=10)
    Block.objects.filter(code__in=["test-1-0", "test-1-1", "test-1-2"]).update(persons=11)
    publish(["blocks"], ["99"])
    answer = found(drawn(5, 0, 8, ROWS), scope=PUBLIC)
    for share in answer["shares"].values():
        assert share["before"] is None
        assert share["after"] % 10 == share["total"] % 10 == 0
    assert set(answer["outside"]["bars"]) == {"draft"}


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


def test_a_county_of_too_many_blocks_is_refused_in_words(
    grid: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_module, "MOST_BLOCKS", COLUMNS * ROWS - 1)
    with pytest.raises(NothingToCompare) as refused:
        found(drawn(0, 0, 2, 2))
    assert str(COLUMNS * ROWS) in refused.value.detail_en
