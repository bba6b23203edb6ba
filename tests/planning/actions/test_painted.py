"""This file tests saving areas of painted blocks, on the blocks of the sample."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import translation

from layers.budget import budget
from layers.geos import to_shapely
from layers.models import Area, Block, BlockNeighbours, Level, Measurement
from planning import actions
from planning.comparing.revisions import compare_revisions
from planning.models import Revision, State
from planning.problems import BoundaryProblem, Conflict
from planning.publication.grounds import persons_in
from planning.shapes.geojson import as_geojson
from planning.shapes.outline import MOST_PAINTED, is_outline, outline_of, painted_blocks
from planning.statistics.public import public_bounds
from planning.suggestions.parameters import Parameters, Suggestion
from planning.views.drawing_config import saved as as_configured
from tests.planning.drafts import COUNTY, brought_to, draft, saved, square
from tests.planning.ground import send

pytestmark = pytest.mark.django_db
# A suggestion as it is stored.
PARAMETERS = Suggestion(
    asked=Parameters(COUNTY, "uninsured", 500, 1500, exact=True),
    alternative=1,
    data={"blocks": "0123456789ab", "neighbourhoods": "0123456789ab"},
).as_json()
SUGGESTED: dict[str, Any] = {"suggestion": PARAMETERS, "suggestion_is_signed": True}


def beside_each_other(count: int = 8) -> tuple[str, ...]:
    """Codes of some blocks of the county, one and those around it."""
    first = Block.objects.filter(county_code=COUNTY).order_by("code")[300]
    near = BlockNeighbours.objects.get(pk=first.pk).near
    blocks = Block.objects.filter(pk__in=[first.pk, *near], county_code=COUNTY).order_by("code")
    return tuple(block.code for block in blocks[:count])


def painted(codes: tuple[str, ...] = (), **fields: Any) -> Revision:
    values: dict[str, Any] = {"geometry": None, "origin": Revision.Origin.PAINTED}
    return saved(blocks=codes or beside_each_other(), **(values | fields))


def sum_of(codes: tuple[str, ...]) -> int:
    found = Block.objects.filter(code__in=codes).aggregate(persons=Sum("persons"))
    return int(found["persons"])


def test_a_painted_area_is_saved_with_its_blocks_and_their_sums() -> None:
    codes = beside_each_other()
    revision = painted(codes, **SUGGESTED)
    revision.refresh_from_db()
    assert tuple(revision.blocks) == codes
    assert (revision.origin, revision.suggestion) == (Revision.Origin.PAINTED, PARAMETERS)
    assert revision.statistics["method"]["code"] == "blocks"
    counted = revision.statistics["population"]
    assert (counted["estimate"], counted["low"]) == (sum_of(codes), None)
    assert is_outline(to_shapely(revision.boundary), codes)


def test_public_figures_of_a_painted_area_are_frozen_with_their_range() -> None:
    codes = beside_each_other()
    public = painted(codes).public_statistics
    assert (public["method"]["code"], public["rounded"]) == ("blocks", True)
    ids = [block.pk for block in painted_blocks(codes)]
    least, most = public_bounds(outline_of(painted_blocks(codes)), painted=ids)["persons"]
    shown = public["population"]
    assert most is not None
    assert shown["estimate"] % 10 == 0
    assert (shown["low"], shown["high"]) == (
        min(least, shown["estimate"]),
        max(most, shown["estimate"]),
    )


def test_what_was_drawn_over_painted_blocks_is_counted_by_its_border() -> None:
    codes = beside_each_other()
    wider = as_geojson(outline_of(painted_blocks(codes)).buffer(0.0004))
    revision = painted(codes, geometry=wider)
    assert revision.statistics["method"]["code"] == "mixed"
    assert revision.public_statistics["method"]["code"] == "mixed"
    assert revision.statistics["population"]["low"] is not None
    assert (tuple(revision.blocks), revision.origin) == (codes, Revision.Origin.DRAWN)


def test_by_share_of_area_too_only_the_outline_of_its_blocks_is_called_painted() -> None:
    codes = beside_each_other()
    outline = outline_of(painted_blocks(codes))
    assert painted(codes, areal=True).origin == Revision.Origin.PAINTED
    beyond = painted(codes, geometry=as_geojson(outline.buffer(0.0004)), areal=True)
    assert (beyond.origin, tuple(beyond.blocks)) == (Revision.Origin.DRAWN, codes)
    assert beyond.statistics["method"]["code"] == "areal"


def test_revisions_that_are_counted_in_different_ways_say_how(client: Client) -> None:
    first = painted()
    client.force_login(first.made_by)
    again = {"code": first.target_area.code, "geometry": None, "blocks": tuple(first.blocks)}
    second = actions.save(first.made_by, draft(**again, based_on=1, areal=True))
    actions.save(first.made_by, draft(**again, based_on=2, areal=True))
    address = f"/en/planning/target-areas/{first.target_area.code}/compare/"
    page = client.get(f"{address}?a=1&b=2").content.decode()
    assert "Method of counting" in page
    for each in (first, second):
        assert each.statistics["method"]["en"] in page
    assert "Method of counting" not in client.get(f"{address}?a=2&b=3").content.decode()


def test_a_painted_revision_is_restored_with_its_blocks_parameters_and_figures() -> None:
    codes = beside_each_other()
    first = painted(codes, **SUGGESTED)
    code, author = first.target_area.code, first.made_by
    second = actions.save(author, draft(code=code, based_on=1))
    assert (second.blocks, second.suggestion) == ([], {})
    restored = actions.restore(author, code, 1, based_on=2)
    assert (tuple(restored.blocks), restored.suggestion) == (codes, PARAMETERS)
    for name in ("method", "population", "indicators"):
        assert restored.statistics[name] == first.statistics[name]


def test_a_conflict_and_the_page_carry_the_blocks() -> None:
    first = painted(**SUGGESTED)
    with pytest.raises(Conflict) as raised:
        actions.save(first.made_by, draft(code=first.target_area.code, based_on=None))
    for shown in (raised.value.theirs, as_configured(first)):
        assert shown["blocks"] == first.blocks
        assert shown["suggestion"] == PARAMETERS


def test_revisions_that_differ_in_a_block_say_which() -> None:
    codes = beside_each_other()
    first = painted(codes)
    second = actions.save(
        first.made_by,
        draft(code=first.target_area.code, based_on=1, geometry=None, blocks=codes[1:],
              origin="painted"),
    )  # fmt: skip
    with translation.override("fa"):
        found = compare_revisions(first.made_by, first, second)
    [change] = [each for each in found.words if each.field == "blocks"]
    assert "۱ بلوک" in change.first
    assert change.second == ""


def test_the_publication_counts_a_painted_area_by_its_blocks() -> None:
    codes = beside_each_other()
    outline = outline_of(painted_blocks(codes))
    assert persons_in(outline, codes) == sum_of(codes)
    assert persons_in(outline.buffer(0.01), codes) > sum_of(codes)


@pytest.mark.slow
def test_a_published_painted_area_has_the_figures_of_its_blocks() -> None:
    outside = Block.objects.filter(county_code=COUNTY, neighbourhood_code="").order_by("code")
    block = next(block for block in outside if lies_free(block))
    target = brought_to(State.PUBLISHED, geometry=None, origin="painted", blocks=(block.code,))
    figure = Measurement.objects.get(
        area_id=target.published_code, indicator__block_numerator="uninsured"
    )
    assert (figure.numerator, figure.low) == (block.uninsured, None)
    assert figure.note_fa.startswith("شمارش بلوک‌ها")


def lies_free(block: Block) -> bool:
    """Whether a block of more than a hundred persons touches no neighbourhood."""
    met = Area.objects.filter(
        level=Level.NEIGHBOURHOOD, boundary_3857__intersects=block.boundary_3857
    )
    return block.persons > 100 and not met.exists()


def test_a_block_that_is_gone_is_refused_by_saving_and_left_out_by_restoring(
    client_of: Callable[[str], Client],
) -> None:
    first = painted()
    Block.objects.filter(code=first.blocks[0]).delete()
    body = {"geometry": square(), "county": COUNTY, "name_fa": "محدوده", "blocks": first.blocks}
    answer = send(client_of("agency"), "target-areas/save/", body)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "blocks"
    restored = actions.restore(first.made_by, first.target_area.code, 1, based_on=1)
    assert restored.blocks == []
    assert restored.statistics["method"]["code"] in ("centroid", "cells")


@pytest.mark.parametrize(
    "members",
    [
        {"blocks": "x"},
        {"blocks": [3]},
        {"blocks": {"a": "b"}},
        {"blocks": ["a"] * (MOST_PAINTED + 1)},
        {"blocks": ["nowhere"]},
        {"suggestion": [1]},
        {"suggestion": "much"},
        {"suggestion": {"a": "ب" * 100_000}},
    ],
)
def test_hostile_blocks_and_suggestions_are_refused(
    client_of: Callable[[str], Client], members: dict[str, Any]
) -> None:
    body = {"geometry": square(), "county": COUNTY, "name_fa": "محدوده", **members}
    answer = send(client_of("agency"), "target-areas/save/", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_no_time_to_make_the_outline_is_a_refusal_and_no_other_method() -> None:
    codes = beside_each_other()
    outline = outline_of(painted_blocks(codes))
    with budget(0), pytest.raises(BoundaryProblem):
        is_outline(outline, codes)


def test_a_painted_area_whose_blocks_have_changed_since_still_has_its_page(
    client_of: Callable[[str], Client],
) -> None:
    codes = beside_each_other()
    hoods = {block.neighbourhood_code for block in painted_blocks(codes)} - {""}
    target = brought_to(
        State.SUBMITTED, geometry=None, origin="painted", blocks=codes, replaces=tuple(hoods)
    )
    Block.objects.filter(code=target.revisions.get().blocks[0]).delete()
    answer = client_of("county").get(f"/planning/target-areas/{target.code}/")
    assert answer.status_code == 200
    assert answer.context["page"].then_and_now == ()


@pytest.mark.parametrize("number", ["1e400", "[" * 900 + "]" * 900])
def test_a_suggestion_that_cannot_be_stored_is_refused(
    client_of: Callable[[str], Client], number: str
) -> None:
    body = json.dumps({"geometry": square(), "county": COUNTY, "name_fa": "محدوده"})
    answer = client_of("agency").post(
        "/planning/target-areas/save/",
        f'{body[:-1]}, "suggestion": {{"a": {number}}}}}',
        content_type="application/json",
    )
    assert answer.status_code == 400
