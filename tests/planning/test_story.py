"""This file tests that the order of publications does not matter: the story of Alborz, 55 to 66."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import shapely
from django.db import transaction

from accounts.models import Role
from layers.db import fetch
from layers.geos import to_shapely
from layers.models import Area, Edition, Level, Lineage, Measurement
from layers.queries import current_areas
from planning import actions
from planning.actions import Draft
from planning.models import State, Step, TargetArea
from planning.publication import changes
from planning.shapes.geojson import as_geojson
from sample.target_areas.load import AFTER, BEFORE, CHANGED
from sample.target_areas.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PROVINCE = "30"
STEPS = (
    (Step.SUBMIT, Role.AGENCY),
    (Step.APPROVE_COUNTY, Role.COUNTY),
    (Step.APPROVE_PROVINCE, Role.PROVINCE),
    (Step.APPROVE_NATIONAL, Role.NATIONAL),
)
# One row = a block whose middle lies in the given number of neighbourhoods in force.
HOMES = """
SELECT block.code, count(area.id)
FROM layers_block AS block
LEFT JOIN (
    layers_area AS area
    JOIN layers_currentedition AS present
      ON (present.edition_id, present.level) = (area.edition_id, area.level)
) ON area.level = 'neighbourhood' AND ST_Contains(area.boundary_3857, block.centroid_3857)
WHERE block.province_code = %s
GROUP BY block.code
"""


def homes() -> dict[str, int]:
    return dict(fetch(HOMES, [PROVINCE]))


@pytest.fixture
def approved() -> list[TargetArea]:
    """The areas in which the edition of 66 differs from that of 55, approved once more."""
    people = People()
    areas = Area.objects.filter(edition__code=AFTER, ancestors__kind__in=CHANGED)
    found = list(areas.distinct().order_by("code"))
    replaces = {
        area.code: tuple(
            link.before.code for link in area.ancestors.select_related("before") if link.before
        )
        for area in found
    }
    Edition.objects.filter(code=AFTER).update(is_published=False)
    Edition.objects.filter(code=BEFORE).update(in_force_to=None)
    assert current_areas(Level.NEIGHBOURHOOD).filter(province_code=PROVINCE).count() == 55
    return [proposed(area, replaces[area.code], people) for area in found]


def proposed(area: Area, replaces: tuple[str, ...], people: People) -> TargetArea:
    county = area.county_code
    draft = Draft(
        code=None,
        based_on=None,
        geometry=as_geojson(to_shapely(area.boundary)),
        county=county,
        name_fa=area.name_fa,
        name_en=area.name_en,
        replaces=replaces,
    )
    target = actions.save(people.at(Role.AGENCY, county), draft).target_area
    for step, role in STEPS:
        actions.take_step(people.at(role, county), target.code, step, number=1)
    target.refresh_from_db()
    return target


@contextmanager
def undone() -> Iterator[None]:
    """A part of the test whose writes are taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told(order: list[list[str]], by: Any) -> dict[bytes, Any]:
    """What the map says of each ground after the sets were published in an order, without the new
    codes."""
    for codes in order:
        actions.publish_together(by, dict.fromkeys(codes, 1), may_leave=codes)
    found = {}
    for area in current_areas(Level.NEIGHBOURHOOD).filter(province_code=PROVINCE):
        figures = Measurement.objects.filter(area_id=area.code)
        values = figures.order_by("indicator", "year", "source").values_list(
            "indicator", "year", "value", "low", "high", "public_value", "published_value"
        )
        found[shapely.normalize(to_shapely(area.boundary)).wkb] = (
            area.name_fa,
            list(values),
            sorted(origins(area)),
        )
    return found


def origins(area: Area) -> set[tuple[str, str]]:
    """The neighbourhoods of the edition of 55 that an area comes from, with how it changed."""
    found, waiting = set(), [area]
    while waiting:
        links = Lineage.objects.filter(after=waiting.pop()).select_related("before")
        for link in links:
            if link.kind != Lineage.Kind.SAME:
                found.add((link.before.code if link.before else "", link.kind))
            if link.before and link.before.edition.code != AFTER:
                waiting.append(link.before)
    return found


def test_three_orders_of_publishing_make_the_same_edition(approved: list[TargetArea]) -> None:
    by = People().at(Role.NATIONAL, "3001")
    before = homes()
    sets = [[each.target.code for each in change.areas] for change in changes(approved, PROVINCE)]
    assert len(sets) < len(approved)
    shuffled = [sets[place] for place in np.random.default_rng(55).permutation(len(sets))]
    stories = []
    for order in (sets, sets[::-1], shuffled):
        with undone():
            stories.append(told(order, by))
            after = homes()
            assert max(after.values()) <= 1
            lost = [code for code, count in before.items() if count and not after[code]]
            assert lost == []
    assert len(stories[0]) == 66
    assert stories[0] == stories[1] == stories[2]
    states = {target.state for target in TargetArea.objects.filter(province_code=PROVINCE)}
    assert State.NATIONAL in states
