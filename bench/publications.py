"""This file times publications of target areas, the hundredth beside the tenth.

They are made in a copy of the database, which is dropped afterwards.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Count

from accounts.models import Role
from bench.backups import SUPERUSER, run
from bench.table import Row
from deploy.backup.restoring import drop_database
from deploy.backup.server import configured
from layers.geometry import sound_multipolygon
from layers.models import Area, Block, Level
from layers.queries import current_areas
from planning import actions
from planning.actions import Draft
from planning.models import State, Step, TargetArea
from planning.shapes.geojson import as_geojson
from sample.target_areas.people import People
from sample.target_areas.sites import FreeGround, shape_of

COPY = "mahalleh_publications"
BLOCKS_OF_ONE, METRE_DEG = 3, 1e-5
# Publications that are compared, by their number.
TENTH, HUNDREDTH = range(8, 13), range(98, 103)
STEPS = (
    (Step.SUBMIT, Role.AGENCY),
    (Step.APPROVE_COUNTY, Role.COUNTY),
    (Step.APPROVE_PROVINCE, Role.PROVINCE),
    (Step.APPROVE_NATIONAL, Role.NATIONAL),
)


def main() -> list[Row]:
    """Seconds of a publication; the floor of publications 98 to 102 are publications 8 to 12.

    Each draws a neighbourhood of one county again, so that the editions stay as large as they are.
    """
    with copied_database():
        county = county_with_most_free_blocks()
        people = People()
        codes = FreeGround(county).neighbourhoods
        seconds = [
            time_publication(redrawn(codes[number % len(codes)].code, people), county, people)
            for number in range(1, HUNDREDTH.stop)
        ]
    tenth = [seconds[number - 1] for number in TENTH]
    hundredth = [seconds[number - 1] for number in HUNDREDTH]
    return [
        Row("publish a target area: publications 8 to 12", "s", "", measured=tenth),
        Row("the same: publications 98 to 102", "s", "≤ 1.2", measured=hundredth, floor=tenth),
    ]


@contextmanager
def copied_database() -> Iterator[None]:
    """Let Django use a copy of its database."""
    usual = connection.settings_dict["NAME"]
    administrator = configured().as_user(SUPERUSER).of("postgres")
    connection.close()
    run(administrator, drop_database(COPY))
    run(administrator, f"CREATE DATABASE {COPY} OWNER gis TEMPLATE {usual}")
    connection.settings_dict["NAME"] = COPY
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        run(administrator, drop_database(COPY))


def county_with_most_free_blocks() -> str:
    """The county in which most blocks are in no neighbourhood."""
    free = Block.objects.filter(neighbourhood_code="").values("county_code")
    return str(free.annotate(blocks=Count("pk")).order_by("-blocks")[0]["county_code"])


def redrawn(code: str, people: People) -> TargetArea:
    """A target area that replaces a neighbourhood, a metre smaller, approved but not published."""
    area: Area = current_areas(Level.NEIGHBOURHOOD).get(code=code)
    smaller = sound_multipolygon(shape_of(area).buffer(-METRE_DEG))
    assert smaller is not None
    draft = Draft(
        code=None,
        based_on=None,
        geometry=as_geojson(smaller),
        county=area.county_code,
        name_fa=area.name_fa,
        name_en=area.name_en,
        replaces=(code,),
    )
    return approved(draft, people)


def added(number: int, ground: FreeGround, people: People) -> TargetArea:
    """A target area on free ground, approved but not published."""
    site = ground.site(number, BLOCKS_OF_ONE)
    assert site is not None, "no free ground is left"
    draft = Draft(
        code=None,
        based_on=None,
        geometry=as_geojson(site.boundary()),
        county=site.beside.county_code,
        name_fa=f"{site.names[0]} {number}",
        name_en=f"{site.names[1]} {number}",
    )
    return approved(draft, people)


def approved(draft: Draft, people: People) -> TargetArea:
    """A new target area with every approval before publication."""
    county = draft.county
    revision = actions.save(people.at(Role.AGENCY, county), draft)
    code = revision.target_area.code
    for step, role in STEPS:
        actions.take_step(people.at(role, county), code, step, number=revision.number)
    return TargetArea.objects.get(code=code, state=State.NATIONAL)


def time_publication(target: TargetArea, county: str, people: People) -> float:
    begun = time.perf_counter()
    actions.take_step(people.at(Role.NATIONAL, county), target.code, Step.PUBLISH, number=1)
    return time.perf_counter() - begun
