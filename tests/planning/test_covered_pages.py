"""This file tests that every page says how much of an area's ground blocks cover."""

import csv
import io

import pytest
from django.contrib.gis.db.models import Extent
from django.test import Client

from accounts.models import Role
from layers.models import Block, Measurement
from persian.digits import to_persian
from planning.publication.editions import planning_source
from planning.publication.figures import write_figures
from tests.planning.drafts import COUNTY, neighbourhood, person, saved
from tests.planning.ground import box, signed_in

pytestmark = pytest.mark.django_db


def wide_box() -> dict[str, object]:
    """A box around the blocks of the county, and the fields around them."""
    west, south, east, north = Block.objects.filter(county_code=COUNTY).aggregate(
        all=Extent("boundary")
    )["all"]
    return box(*(round(each, 7) for each in (west - 0.01, south - 0.01, east + 0.01, north + 0.01)))


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    content = response.content if not response.streaming else b"".join(response.streaming_content)
    return str(content.decode())


def test_every_page_and_file_says_the_share_beside_the_counts() -> None:
    author = person(Role.AGENCY)
    target = saved(author, geometry=wide_box()).target_area
    client = signed_in(author)
    statistics = target.revisions.get().statistics
    share = statistics["covered_share"]
    assert 0.1 < share < 0.9
    beside = f"from {int(share * 100)}% of the ground"
    assert statistics["covered"]["beside"]["en"] == beside
    for address in (
        f"/en/planning/target-areas/{target.code}/",
        f"/en/planning/target-areas/{target.code}/compare/",
        "/en/planning/target-areas/?province=23",
        "/en/planning/inbox/?box=draft",
    ):
        assert beside in read(client, address), address
    page = read(client, f"/en/planning/target-areas/{target.code}/")
    # Persons, households and each indicator, and the sentence above them.
    assert page.count(beside) >= 3
    assert "there are no data about the rest of the ground" in page
    found = client.get(f"/planning/target-areas/{target.code}.json").json()
    assert found["properties"]["statistics"]["covered_share"] == share
    rows = csv.DictReader(io.StringIO(read(client, "/export/target_areas.csv").lstrip("\ufeff")))
    assert {row["code"]: row["covered_share"] for row in rows}[target.code] == str(share)


def test_a_published_figure_says_in_its_note_what_was_covered() -> None:
    revision = saved(geometry=wide_box())
    source, code = planning_source(False), neighbourhood().code
    Measurement.objects.filter(area_id=code).delete()
    assert write_figures(code, revision, revision.target_area, source)
    note = Measurement.objects.filter(area_id=code, source=source).first()
    assert note is not None
    percent = int(revision.statistics["covered_share"] * 100)
    assert f"cover {percent}% of the ground" in note.note_en
    assert f"{to_persian(str(percent))}٪ از زمین" in note.note_fa
