"""This file tests what a revision freezes for people out of scope, and what is published of it."""

import json

import pytest
from django.test import Client

from accounts.models import Role
from layers.models import Block, Measurement
from layers.publishing.publish import publish as publish_ground
from planning import actions
from planning.models import Revision, State, Step
from planning.shapes.geojson import as_geojson
from planning.statistics.estimates import UNKNOWN
from planning.statistics.frozen import frozen_for
from planning.statistics.public import public_bounds
from tests.planning.drafts import brought_to, person, saved, square
from tests.planning.factories import block, drawn
from tests.planning.test_publication import inhabited

pytestmark = pytest.mark.django_db
FIGURES = ("value", "low", "high", "numerator", "denominator")


def published_of(code: str) -> list[tuple]:
    names = [f"published_{name}" for name in FIGURES]
    rows = Measurement.objects.filter(area_id=code).order_by("indicator")
    return list(rows.values_list("indicator__code", "suppression", *names))


def shift_hidden_counts() -> int:
    """Move persons between the suppressed counts of places whose sum stays; returns how many."""
    moved = 0
    for name, bit in (("uninsured", 5), ("disabled", 13)):
        rows = [
            row
            for row in Block.objects.filter(county_code="2310").order_by("code")
            if row.hidden >> bit & 1
        ]
        by_place: dict[str, list[Block]] = {}
        for row in rows:
            by_place.setdefault(row.neighbourhood_code, []).append(row)
        for members in by_place.values():
            small = [row for row in members if 0 < getattr(row, name) < 4]
            for giver, taker in zip(small[::2], small[1::2], strict=False):
                setattr(giver, name, getattr(giver, name) - 1)
                setattr(taker, name, getattr(taker, name) + 1)
                moved += 1
                Block.objects.bulk_update([giver, taker], [name])
    return moved


@pytest.mark.slow
def test_what_is_published_is_the_same_whatever_the_suppressed_counts_are() -> None:
    geometry = as_geojson(inhabited())

    def published() -> tuple[dict, list[tuple]]:
        target = brought_to(State.PUBLISHED, geometry=geometry)
        frozen = frozen_for(None, target.revisions.get()).as_json()
        found = published_of(target.published_code)
        Measurement.objects.filter(area_id=target.published_code).delete()
        return {name: frozen[name] for name in ("population", "households", "indicators")}, found

    before = published()
    assert any(row[2] is not None for row in before[1])
    hidden = dict(Block.objects.values_list("code", "hidden"))
    assert shift_hidden_counts() > 10
    publish_ground(["blocks"])
    assert dict(Block.objects.values_list("code", "hidden")) == hidden
    again = frozen_for(None, saved(geometry=geometry)).as_json()
    assert {name: again[name] for name in before[0]} == before[0]


@pytest.mark.slow
def test_the_map_of_a_published_area_shows_what_is_frozen_for_others(
    client: Client,
) -> None:
    target = brought_to(State.PUBLISHED, geometry=as_geojson(inhabited()))
    code = target.published_code
    answer = client.get(f"/planning/target-areas/{target.code}.json").json()
    frozen = answer["properties"]["statistics"]
    assert frozen["rounded"]
    exact = target.revisions.get().statistics
    figures = {row.indicator.code: row for row in Measurement.objects.filter(area_id=code)}
    assert figures
    different = 0
    for each in frozen["indicators"]:
        row = figures.get(each["code"])
        if row is None:
            continue
        assert row.is_measured
        assert row.published_value == each["value"]
        assert (row.published_low, row.published_high) == (each["low"], each["high"])
        told = next(other for other in exact["indicators"] if other["code"] == each["code"])
        assert row.value == told["value"]
        different += row.value != row.published_value
    assert different
    for name, row in figures.items():
        values = client.get(f"/values/neighbourhoods/{name}.json", {"parent": "2310"}).json()
        mine = values["areas"][code]
        shown = (row.published_value, row.published_low, row.published_high)
        assert (mine["value"], mine["low"], mine["high"]) == shown


def test_ranges_count_a_suppressed_cell_as_nothing_and_as_all_that_its_place_hides() -> None:
    made = [block(column, 0, disabled=n) for column, n in enumerate((1, 3, 8, 40, 60))]
    for each in made:
        each.neighbourhood_code = "9901-001"
    Block.objects.bulk_create(made)
    publish_ground(["blocks"], ["99"])
    # 1, 3 and 8 are suppressed: 12 in all.
    assert public_bounds(drawn(0, 0, 1, 1))["disabled"] == (0, 12)
    assert public_bounds(drawn(0, 0, 4, 1))["disabled"] == (40, 52)
    assert public_bounds(drawn(3, 0, 4.4, 1))["disabled"] == (40, 100)


def test_a_range_that_nothing_published_bounds_is_none() -> None:
    made = [block(0, 0, disabled=3), block(1, 0, county="9902", disabled=50)]
    Block.objects.bulk_create(made)
    publish_ground(["blocks"], ["99"])
    assert public_bounds(drawn(0, 0, 1, 1))["disabled"] == (0, None)
    assert public_bounds(drawn(1, 0, 2, 1))["disabled"] == (50, 50)


@pytest.mark.parametrize("rounded", [False, True])
def test_a_revision_that_froze_nothing_for_others_shows_only_its_size(rounded: bool) -> None:
    author = person(Role.AGENCY)
    saved(author, name_fa="پیش‌نویس پنهان")
    revision = saved(author, geometry=square(side_deg=0.006))
    assert "پیش‌نویس پنهان" in json.dumps(revision.statistics, ensure_ascii=False)
    # rounded: part of the area is outside the scope of the author too.
    old = Revision.objects.create(
        target_area=revision.target_area,
        number=2,
        name_fa="پیشین",
        origin="drawn",
        boundary=revision.boundary,
        statistics=revision.statistics | {"rounded": rounded},
        made_by=author,
    )
    shown = frozen_for(None, old)
    assert shown.withheld
    assert (shown.population, shown.indicators, shown.overlaps) == (UNKNOWN, (), ())
    assert shown.area_m2 == revision.statistics["area_m2"]
    assert not frozen_for(author, old).withheld


def test_the_name_of_a_draft_is_not_in_the_overlaps_of_another_area() -> None:
    author = person(Role.COUNTY, "first-author")
    other = saved(author, name_fa="نام نخست")
    actions.take_step(author, other.target_area.code, Step.SUBMIT, number=1)
    boss = person(Role.PROVINCE, "returns")
    county = person(Role.COUNTY, "decides")
    actions.take_step(county, other.target_area.code, Step.RETURN, number=1, reason="بازنگری شود")
    actions.save(
        author,
        actions.Draft(
            code=other.target_area.code,
            based_on=1,
            geometry=square(),
            county="2310",
            name_fa="نام پنهان",
            name_en="Secret",
        ),
    )
    mine = saved(author, geometry=square(side_deg=0.006), name_fa="بزرگ‌تر")
    actions.take_step(author, mine.target_area.code, Step.SUBMIT, number=1)
    assert "نام پنهان" in json.dumps(mine.statistics, ensure_ascii=False)
    for reader in (boss, county, person(Role.NATIONAL), None):
        shown = json.dumps(frozen_for(reader, mine).as_json(), ensure_ascii=False)
        assert "نام پنهان" not in shown, reader
    assert "نام پنهان" in json.dumps(frozen_for(author, mine).as_json(), ensure_ascii=False)
