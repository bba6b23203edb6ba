"""This file tests what is said of an area where census blocks cover only a part of the ground."""

import pytest
from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC, Scope
from layers.models import Block
from layers.publishing.coverage import cover_ground
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.covered import beside_count, covered_note
from planning.statistics.measure import measure, measure_ticked
from tests.planning.drafts import neighbourhood
from tests.planning.factories import block, drawn, town

pytestmark = pytest.mark.django_db


def measured(boundary: MultiPolygon, scope: Scope | None = None) -> AreaStatistics:
    return measure(boundary, scope=scope or Scope(everywhere=True), user=None)


@pytest.mark.parametrize("scope", [Scope(everywhere=True), PUBLIC])
def test_an_area_half_outside_says_that_half_is_covered(scope: Scope) -> None:
    town(4, 4)
    # Columns 2 to 6: two of four columns have blocks.
    found = measured(drawn(2, 0, 6, 4), scope)
    assert found.covered_share == pytest.approx(0.5, abs=0.001)
    assert found.population.estimate == 800
    words = found.as_json()["covered"]
    assert words["beside"] == {"fa": "از ۵۰٪ زمین", "en": "from 50% of the ground"}
    assert "۵۰٪" in words["note"]["fa"]
    assert AreaStatistics.from_json(found.as_json()).covered_note is not None


def test_missing_blocks_are_a_hole_and_not_nobody() -> None:
    town(6, 6)
    Block.objects.filter(code__in=[f"test-{x}-{y}" for x in (2, 3) for y in (2, 3)]).delete()
    cover_ground()
    # 4 of 36 blocks are missing; the middle of the hole is unknown, and beside it all is known.
    assert measured(drawn(0, 0, 6, 6)).covered_share == pytest.approx(32 / 36, abs=0.001)
    hole = measured(drawn(2.5, 2.5, 3.5, 3.5))
    assert (hole.method.code, hole.covered_share) == ("no_blocks", 0)
    assert hole.population.estimate is None
    assert measured(drawn(0, 0, 2, 6)).as_json()["covered"] is None


def test_inside_the_covered_ground_nobody_is_nobody() -> None:
    Block.objects.bulk_create(
        block(column, row, persons=0, households=0) for column in range(3) for row in range(3)
    )
    cover_ground()
    found = measured(drawn(0.2, 0.2, 2.8, 2.8))
    assert (found.population.estimate, found.population.high) == (0, 0)
    assert found.method.code == "centroid"
    assert found.covered_share == 1


def test_a_street_between_blocks_is_covered_and_a_field_is_not() -> None:
    # Each block is 96 m by 111 m; the next column begins where one is left out.
    Block.objects.bulk_create(block(column, row) for column in (0, 2) for row in range(3))
    for block_ in Block.objects.filter(code__startswith="test-2-"):
        # 24 m from the first column: a street.
        west = block_.boundary.clone()
        west.transform(4326)
        coordinates = [(x - 0.00075, y) for x, y in west.coords[0]]
        block_.boundary = type(west)(coordinates, srid=4326)
        block_.save()
    cover_ground()
    street = measured(drawn(1.02, 0.5, 1.23, 2.5))
    assert (street.covered_share, street.population.estimate) == (1, 0)
    assert measured(drawn(3, 0, 5, 3)).method.code == "no_blocks"


def test_what_is_covered_enough_or_not_at_all_has_no_words() -> None:
    assert covered_note(0.95) is None
    assert covered_note(0) is None
    assert covered_note(None) is None
    # Never rounded up to what is enough, nor down to nothing.
    assert "94%" in beside_count(0.9499).in_language("en")  # type: ignore[union-attr]
    assert "1%" in beside_count(0.0001).in_language("en")  # type: ignore[union-attr]


def test_a_sum_of_ticked_neighbourhoods_is_not_counted_from_blocks() -> None:
    found = measure_ticked([neighbourhood().code], scope=Scope(everywhere=True), user=None)
    assert found.population.estimate
    assert (found.covered_share, found.as_json()["covered"]) == (None, None)


def test_what_was_frozen_before_the_share_was_known_says_nothing_of_it() -> None:
    town(2, 2)
    frozen = measured(drawn(0, 0, 4, 2)).as_json()
    del frozen["covered_share"]
    assert AreaStatistics.from_json(frozen).covered_note is None
