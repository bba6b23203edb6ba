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
from layers.models import Block
from planning import actions
from planning.actions import Draft
from planning.models import State, Step, TargetArea
from planning.shapes.geojson import as_geojson
from sample.target_areas.people import People
from sample.target_areas.sites import FreeGround

COPY = "mahalleh_publications"
BLOCKS_OF_ONE = 3
# Publications that are compared, by their number.
TENTH, HUNDREDTH = range(8, 13), range(98, 103)
STEPS = (
    (Step.SUBMIT, Role.AGENCY),
    (Step.APPROVE_COUNTY, Role.COUNTY),
    (Step.APPROVE_PROVINCE, Role.PROVINCE),
    (Step.APPROVE_NATIONAL, Role.NATIONAL),
)


def main() -> list[Row]:
    """Seconds of a publication; the floor of publications 98 to 102 are publications 8 to 12."""
    with copied_database():
        county = county_with_most_free_blocks()
        people, ground = People(), FreeGround(county)
        seconds = [
            time_publication(approved(number, county, people, ground), county, people)
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


def approved(number: int, county: str, people: People, ground: FreeGround) -> TargetArea:
    """A new target area on free ground with every approval before publication."""
    site = ground.site(number, BLOCKS_OF_ONE)
    assert site is not None, "no free ground is left"
    draft = Draft(
        code=None,
        based_on=None,
        geometry=as_geojson(site.boundary()),
        county=county,
        name_fa=f"{site.names[0]} {number}",
        name_en=f"{site.names[1]} {number}",
    )
    revision = actions.save(people.at(Role.AGENCY, county), draft)
    code = revision.target_area.code
    for step, role in STEPS:
        actions.take_step(people.at(role, county), code, step, number=revision.number)
    return TargetArea.objects.get(code=code, state=State.NATIONAL)


def time_publication(target: TargetArea, county: str, people: People) -> float:
    begun = time.perf_counter()
    actions.take_step(people.at(Role.NATIONAL, county), target.code, Step.PUBLISH, number=1)
    return time.perf_counter() - begun
