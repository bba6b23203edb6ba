"""This file tests that measuring drawn areas reveals no suppressed block count."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest
from django.contrib.gis.db.models import Extent
from shapely.geometry import MultiPolygon, box

from accounts.access import PUBLIC, Scope
from layers.catalogue import layer
from layers.disclosure.blocks import suppressed_totals
from layers.disclosure.figures import decide_figures
from layers.disclosure.substitutes import make_substitutes
from layers.models import BLOCK_COUNTS, Block, BlockCell, BlockSubstitute, BlockSum, Level
from layers.publishing.publish import publish, publish_figures
from layers.publishing.squares import sum_blocks, sum_published_blocks
from layers.queries import current_areas
from layers.tiles.cut import tile
from planning.asked import usable_indicators
from planning.shapes.outline import outline_of, painted_blocks
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.estimates import CountSum
from planning.statistics.measure import measure
from planning.statistics.public import public_bounds, public_statistics
from planning.statistics.way import Way
from planning.suggestions.parameters import Parameters
from planning.suggestions.suggest import suggest
from planning.what_if.compare import compare
from planning.what_if.parameters import Asked, comparable_indicators
from tests.layers import factories as ground
from tests.layers.tiles.test_tiles import features, tile_at
from tests.planning.factories import block, drawn
from tests.planning.statistics.ways import counted, counted_both_ways

pytestmark = pytest.mark.django_db
DISABLED = BLOCK_COUNTS.index("disabled")
HOME = "9901-001"


def streets(*disabled: int, home: str = HOME, row: int = 0) -> None:
    """A row of blocks with so many disabled persons each, of one neighbourhood."""
    made = [block(column, row, disabled=number) for column, number in enumerate(disabled)]
    for each in made:
        each.neighbourhood_code = home
    Block.objects.bulk_create(made)


def publish_blocks() -> None:
    publish(["blocks"], ["99"])


def disabled(west: float, east: float, *, exact: bool, by_squares: bool = False) -> int:
    shape = drawn(west, 0, east, 1)
    found = counted(shape, by_squares=by_squares, with_range=False, exact=exact)
    return found.sums["disabled"].estimate


def test_a_withheld_count_stands_as_the_mean_of_those_of_its_neighbourhood() -> None:
    ground.area(HOME, ground.square(50.1, 30.1, 50.2, 30.2))
    # 1 is suppressed, and 3 and 8 with it until they sum to ten: 12 of three blocks.
    streets(1, 3, 8, 40, 60)
    publish_blocks()
    assert disabled(0, 5, exact=True) == disabled(0, 5, exact=False) == 112
    assert disabled(0, 1, exact=True) == 1
    assert {disabled(column, column + 1, exact=False) for column in range(3)} == {4}
    assert disabled(3, 4, exact=False) == 40


def test_what_is_told_out_of_scope_is_the_same_whatever_the_withheld_counts_are() -> None:
    ground.area(HOME, ground.square(50.1, 30.1, 50.2, 30.2))
    streets(1, 3, 8, 40, 60)
    publish_blocks()
    areas = [drawn(west, 0, east, 1) for west in range(5) for east in range(west + 1, 6)]

    def told() -> list[tuple]:
        found = [measure(area, scope=PUBLIC, user=None, way=Way(areal=True)) for area in areas]
        return [(each.population, each.indicators) for each in found]

    before = told()
    assert any(indicators for _, indicators in before)
    numbers = {"test-0-0": 4, "test-1-0": 2, "test-2-0": 6}
    for code, number in numbers.items():
        Block.objects.filter(code=code).update(disabled=number)
    publish_blocks()
    assert {code: bool(bits >> DISABLED & 1) for code, bits in hidden()} == {
        f"test-{column}-0": column < 3 for column in range(5)
    }
    assert told() == before


def hidden() -> list[tuple[str, int]]:
    return list(Block.objects.filter(code__startswith="test-").values_list("code", "hidden"))


def test_a_single_withheld_count_is_never_its_own_stand_in() -> None:
    # Two neighbourhoods of one county: the second has one suppressed count, which gives no mean.
    streets(1, 3, 8, 40)
    streets(3, home="", row=1)
    publish_blocks()
    places = BlockSubstitute.objects.filter(county_code="9901")
    counts = dict(places.values_list("neighbourhood_code", "counts"))
    assert counts[HOME][DISABLED] == 4.0
    assert counts[""][DISABLED] == 4.0


def test_where_nothing_around_is_known_it_counts_as_two() -> None:
    streets(3, home="")
    publish_blocks()
    assert disabled(0, 1, exact=False) == 2


def test_what_lies_outside_neighbourhoods_does_not_follow_from_the_countys_total() -> None:
    """1 + 50 + 60 = 111: with the total of the county and of its neighbourhoods, 50 and 60 would
    tell the 1."""
    streets(1, 50, 60, home="")
    publish_blocks()
    assert sum(bits >> DISABLED & 1 for _, bits in hidden()) == 2


def test_a_withheld_total_is_no_mean_of_its_blocks() -> None:
    ground.area(HOME, ground.square(50.1, 30.1, 50.2, 30.2))
    rate = ground.indicator(block_numerator="disabled")
    ground.figure(HOME, 4, 1000, indicator=rate)
    streets(20, 30, 40)
    publish(["neighbourhoods", "blocks"], ["99"])
    assert disabled(0, 3, exact=True) == 90
    assert disabled(0, 3, exact=False) == 6


@pytest.mark.parametrize("exact", [True, False])
def test_squares_and_blocks_give_the_same_sums(exact: bool) -> None:
    for row in range(12):
        streets(*(row * column % 9 for column in range(12)), row=row)
    publish_blocks()
    shape = drawn(0.2, 0.2, 11.5, 11.5)
    by_squares, by_blocks = counted_both_ways(shape, with_range=False, exact=exact)
    assert by_squares.sums == by_blocks.sums
    assert by_squares.sums["disabled"] != CountSum(0)


def test_stand_ins_follow_a_figure_that_is_withheld_later() -> None:
    ground.area(HOME, ground.square(50.1, 30.1, 50.2, 30.2))
    rate = ground.indicator(block_numerator="disabled")
    figure = ground.figure(HOME, 90, 1000, indicator=rate)
    streets(20, 30, 40)
    publish(["neighbourhoods", "blocks"], ["99"])
    assert disabled(0, 3, exact=False, by_squares=True) == 90
    type(figure).objects.filter(pk=figure.pk).update(numerator=4, value=0.4)
    publish_figures()
    assert disabled(0, 3, exact=False, by_squares=True) == 6
    public = BlockSum.objects.filter(county_code="9901").values_list("public_counts", flat=True)
    followed = [list(each) for each in public]
    publish_blocks()
    assert [list(each) for each in public.all()] == followed


def test_somebody_of_another_county_is_told_no_more() -> None:
    ground.area(HOME, ground.square(50.1, 30.1, 50.2, 30.2))
    streets(1, 3, 8, 40, 60)
    publish_blocks()
    area = drawn(0, 0, 5, 1)
    own = Scope(province_code="99", county_code="9901")
    other = Scope(province_code="99", county_code="9902")
    found = [measure(area, scope=each, user=None) for each in (own, other, PUBLIC)]
    assert [each.rounded for each in found] == [False, True, True]
    assert found[1].population == found[2].population
    assert found[1].indicators == found[2].indicators


def shuffle_suppressed_counts(county: str) -> int:
    """Exchange the suppressed counts of each place and kind, which leaves their sums as they are;
    returns how many changed."""
    random = np.random.default_rng(1403)
    members: dict[tuple[str, int], list[Block]] = defaultdict(list)
    blocks = list(Block.objects.filter(county_code=county).order_by("code"))
    for each in blocks:
        for kind in range(len(BLOCK_COUNTS)):
            if each.hidden >> kind & 1:
                members[each.neighbourhood_code, kind].append(each)
    changed = 0
    for (_, kind), hiding in members.items():
        name = BLOCK_COUNTS[kind]
        counts = [getattr(each, name) for each in hiding]
        for each, count in zip(hiding, random.permutation(counts).tolist(), strict=True):
            changed += getattr(each, name) != count
            setattr(each, name, count)
    Block.objects.bulk_update(blocks, BLOCK_COUNTS, batch_size=500)
    return changed


def all_that_outsiders_get(county: str) -> list[object]:
    """Measured areas, drawn and painted, with and without ranges; suggested ones; tiles of blocks,
    and squares around a county."""
    random = np.random.default_rng(1404)
    inside = Block.objects.filter(county_code=county).aggregate(extent=Extent("boundary"))
    west, south, east, north = inside["extent"]
    areas = []
    for _ in range(25):
        x, y = random.uniform(west, east), random.uniform(south, north)
        side = 10 ** random.uniform(-3, -1)
        areas.append(MultiPolygon([box(x, y, x + side, y + side)]))
    measured = [public_statistics(area, leave_out="") for area in areas]
    ticked = [
        (found.population, found.households, found.indicators, public_bounds(area))
        for area, found in zip(areas, measured, strict=True)
    ]
    ticked += [
        (found.population, found.households, found.indicators, public_bounds(outline, painted=ids))
        for outline, ids, found in painted(county, random)
    ]
    blocks = layer("blocks")
    middles = [each.boundary.centroid for each in Block.objects.filter(county_code=county)]
    addresses = {tile_at(middle.x, middle.y, blocks.max_zoom) for middle in middles}
    # Their order in a tile is that of the rows, which a change of a row moves.
    tiles = [
        sorted(map(str, features(tile(blocks, *address).body, "blocks")))
        for address in sorted(addresses)
    ]
    squares = BlockCell.objects.order_by("zoom", "x", "y").values_list("zoom", *BLOCK_COUNTS)
    substitutes = BlockSubstitute.objects.filter(county_code=county)
    sums = substitutes.order_by("neighbourhood_code").values_list("counts", "hidden_sums")
    return [ticked, suggested(county), compared(county, areas), tiles, list(squares), list(sums)]


def suggested(county: str) -> list[object]:
    """The areas that outsiders are suggested by every indicator."""
    found = []
    for indicator in usable_indicators():
        for people in (100, 900):
            asked = Parameters(county, indicator.code, people, 2 * people)
            answers = [each.as_json() for each in suggest(asked, scope=PUBLIC, user=None)]
            # The tokens of the data tell that something changed, which is no secret.
            found += [each | {"parameters": None} for each in answers]
    assert len(found) > 30
    return found


def compared(county: str, drafts: list[MultiPolygon]) -> list[object]:
    """What outsiders are told of a county without and with drafts, by every indicator, with its
    neighbourhoods and without them, so that their blocks may be worse off than the draft."""
    place = current_areas(Level.COUNTY).get(code=county)
    hoods = current_areas(Level.NEIGHBOURHOOD).filter(parent_code=county)
    inside = Block.objects.filter(county_code=county).aggregate(extent=Extent("boundary"))
    west, south, east, north = inside["extent"]
    northern = MultiPolygon([box(west, (south + north) / 2, east, north)])
    found = []
    for indicator in comparable_indicators():
        for replaces in ((), hoods.values_list("code", flat=True)):
            asked = Asked(place, indicator, frozenset(replaces))
            for draft in (northern, *drafts[:3]):
                answer = compare(asked, draft, Way(), scope=PUBLIC).as_json()
                # The tokens of the data tell that something changed, which is no secret.
                found.append(answer | {"data": None})
    assert any(each["outside"]["places"] for each in found)
    return found


def painted(
    county: str, random: np.random.Generator
) -> Iterator[tuple[MultiPolygon, tuple[int, ...], AreaStatistics]]:
    """Blocks of a county, alone and together, as outsiders measure them by their codes."""
    codes = list(Block.objects.filter(county_code=county).order_by("code").values_list("code"))
    for size in (1, 1, 2, 3, 5, 20, 60, 200):
        chosen = random.choice(len(codes), size, replace=False)
        blocks = painted_blocks([codes[place][0] for place in chosen])
        outline, ids = outline_of(blocks), tuple(each.pk for each in blocks)
        yield outline, ids, public_statistics(outline, way=Way(painted=ids), leave_out="")


def test_nothing_that_outsiders_get_depends_on_which_suppressed_count_is_which() -> None:
    """So the linear programs of bench/published.py leave nothing out: all else is made of what they
    know."""
    before = all_that_outsiders_get("3004")
    assert shuffle_suppressed_counts("3004") > 100
    sum_published_blocks()
    make_substitutes(suppressed_totals(decide_figures()))
    sum_blocks()
    assert all_that_outsiders_get("3004") == before
