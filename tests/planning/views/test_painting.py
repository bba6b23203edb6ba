"""This file tests strokes of the block brush: /planning/measure/ with codes of blocks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import MultiPolygon, mapping, shape

from layers.models import Block
from planning.shapes.outline import MOST_PAINTED
from tests.planning.factories import drawn, town
from tests.planning.ground import refused, send

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "test-0-0", "test-1-0", "test-2-0"


@pytest.fixture
def painter(client_of: Callable[[str], Client]) -> Client:
    """Somebody of the headquarters, with three blocks of 100 persons side by side."""
    town(3, 1)
    return client_of("national")


def painted(client: Client, **body: Any) -> dict[str, Any]:
    answer = send(client, "measure/", body)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def outline(found: dict[str, Any]) -> MultiPolygon:
    return MultiPolygon(shape(found["outline"]))


def test_a_stroke_answers_figures_and_outline_at_once(painter: Client) -> None:
    found = painted(painter, blocks=[SECOND, FIRST, FIRST])
    assert found["method"]["code"] == "blocks"
    assert found["population"]["estimate"] == 200
    assert outline(found).equals(drawn(0, 0, 2, 1))


def test_a_free_border_is_widened_and_cut_and_counted_by_its_border(painter: Client) -> None:
    free = mapping(drawn(0, 0, 1.2, 1))
    found = painted(painter, geometry=free, blocks=[THIRD], painted=[THIRD])
    assert found["method"]["code"] == "mixed"
    assert outline(found).equals(drawn(0, 0, 1.2, 1) | drawn(2, 0, 3, 1))
    # Blocks 0 and 2 are whole, 0.2 of 1 is crossed.
    assert (found["population"]["estimate"], found["population"]["high"]) == (200, 300)
    less = painted(painter, geometry=found["outline"], blocks=[THIRD], erased=[FIRST])
    assert outline(less).equals(drawn(1, 0, 1.2, 1) | drawn(2, 0, 3, 1))
    assert less["method"]["code"] == "mixed"


def test_the_outline_of_blocks_is_recognised_and_counted_by_them(painter: Client) -> None:
    found = painted(painter, blocks=[FIRST, SECOND])
    again = painted(painter, geometry=found["outline"], blocks=[FIRST, SECOND])
    assert again["method"]["code"] == "blocks"
    assert "outline" not in again
    by_area = painted(painter, blocks=[FIRST, SECOND], areal=True)
    assert by_area["method"]["code"] == "areal"


@pytest.mark.parametrize(
    "body",
    [
        {"blocks": []},
        {"blocks": "test-0-0"},
        {"blocks": [1]},
        {"blocks": {"a": 1}},
        {"blocks": None},
        {"blocks": ["elsewhere"]},
        {"blocks": ["x" * 100_000]},
        {"blocks": [f"b{number}" for number in range(MOST_PAINTED + 1)]},
        {"blocks": ["test-0-0"], "ticked": ["2310-001"]},
        {"geometry": mapping(drawn(0, 0, 1, 1)), "blocks": 3},
        {"geometry": mapping(drawn(0, 0, 1, 1)), "painted": "test-0-0"},
        {"geometry": mapping(drawn(0, 0, 1, 1)), "painted": [], "erased": None},
        {"geometry": mapping(drawn(0, 0, 1, 1)), "erased": ["elsewhere"]},
    ],
)
def test_hostile_strokes_are_refused_in_words(painter: Client, body: dict[str, Any]) -> None:
    refused(send(painter, "measure/", body), 400)


def test_erasing_all_of_a_free_border_leaves_it(painter: Client) -> None:
    body = {"geometry": mapping(drawn(0, 0, 1, 1)), "blocks": [], "erased": [FIRST]}
    refused(send(painter, "measure/", body), 422, "nothing_left")


def test_each_role_gets_of_blocks_what_its_scope_allows(
    client_of: Callable[[str], Client], role: str
) -> None:
    codes = list(Block.objects.filter(county_code="2310").order_by("code")[:60].values_list("code"))
    found = painted(client_of(role), blocks=[code for (code,) in codes])
    is_exact = role in {"national", "province", "county", "agency"}
    assert found["rounded"] != is_exact
    if not is_exact:
        assert found["population"]["estimate"] % 10 == 0


def test_a_county_gets_tens_of_blocks_of_which_one_is_foreign(
    client_of: Callable[[str], Client],
) -> None:
    own = Block.objects.filter(county_code="2310").order_by("code")[:20]
    foreign = Block.objects.exclude(province_code="23").order_by("code")[:1]
    codes = [block.code for block in (*own, *foreign)]
    client = client_of("county")
    assert not painted(client, blocks=codes[:-1])["rounded"]
    assert painted(client, blocks=codes)["rounded"]
