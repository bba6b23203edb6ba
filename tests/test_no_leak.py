"""This file visits every address as every role and looks for what that role may not see.

One neighbourhood of Islamshahr gets a rate from three persons, with digits that occur only there.
People in scope must see its exact value if they ask for it, and other people must never see it.
"""

import re
from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from layers.catalogue import layer
from layers.models import Area, Block, Edition, Indicator, Measurement, Source
from layers.publishing.publish import publish
from layers.tiles.cut import tile
from tests.conftest import TOGETHER
from tests.layers.tiles.test_tiles_agree import tiles_that_hold
from tests.planning.ground import send

pytestmark = pytest.mark.django_db

CODE = "2310-001"
# Published in the sample: the source of that neighbourhood's figures.
TARGET = "T2310-009"
SECRET = 97.53124
HIDDEN_NAME = "نام‌پوشیده"
# The exact or rounded value, in Persian and in English, not inside a longer number.
TRACE = re.compile(r"(?<![\d.])97\.5(3124)?(?!\d)|(?<![۰-۹٫])۹۷٫۵(۳۱۲۴)?(?![۰-۹])")
# Every URL name, with an address to visit; None if it needs a test of its own.
WALK: dict[str, list[str]] = {
    "atlas:map": ["/", "/en/", f"/?area=2310&sel={CODE}&indicator=uninsured"],
    "atlas:picture": ["/map.svg?area=2310&indicator=uninsured", "/en/map.svg?area=2310"],
    "atlas:panels": [f"/panels/?area=2310&sel={CODE}&indicator=uninsured"],
    "atlas:card": [f"/areas/{CODE}/card/", "/areas/2310/card/"],
    "atlas:area": [f"/areas/{CODE}/", f"/en/areas/{CODE}/", "/areas/2310/", "/areas/23/"],
    "atlas:search": [f"/search/?q={CODE}"],
    "atlas:search_json": [f"/search.json?q={CODE}"],
    "layers:area": [f"/areas/{CODE}.json", "/areas/2310.json", "/areas/23.json"],
    "layers:tiles": ["/tiles/"],
    "layers:tilejson": ["/tiles/neighbourhoods.json"],
    "layers:tile": [
        "/tiles/neighbourhoods/12/2633/1613.mvt",
        "/tiles/blocks/12/2633/1613.mvt",
        "/tiles/blocks/14/10532/6453.mvt",
    ],
    "layers:block_values": ["/values/blocks/uninsured.json?parent=2310"],
    "layers:values": ["/values/neighbourhoods/uninsured.json?parent=2310"],
    "layers:export": [
        "/export/neighbourhoods.geojson?parent=2310&indicator=uninsured",
        "/export/neighbourhoods.csv?parent=2310&indicator=uninsured",
    ],
    "layers:ready": ["/readyz"],
    "layers:ogc": ["/ogc/", "/ogc/?f=html"],
    "layers:ogc_conformance": ["/ogc/conformance"],
    "layers:ogc_api": ["/ogc/api", "/ogc/api?f=html"],
    "layers:ogc_collections": ["/ogc/collections", "/ogc/collections?f=html&lang=en"],
    "layers:ogc_collection": ["/ogc/collections/neighbourhoods", "/ogc/collections/target_areas"],
    "layers:ogc_queryables": ["/ogc/collections/neighbourhoods/queryables"],
    "layers:ogc_items": [
        "/ogc/collections/neighbourhoods/items?limit=10000",
        "/ogc/collections/neighbourhoods/items?filter=parent='2310'&f=html&sortby=-name_fa",
        "/ogc/collections/neighbourhoods/items?indicator=uninsured&filter=parent='2310'",
        "/ogc/collections/neighbourhoods/items?indicator=uninsured&sortby=-value&f=html",
        "/ogc/collections/target_areas/items?limit=10000",
        f"/ogc/collections/blocks/items?filter=neighbourhood='{CODE}'&limit=10000",
    ],
    "layers:ogc_item": [
        f"/ogc/collections/neighbourhoods/items/{CODE}",
        f"/ogc/collections/neighbourhoods/items/{CODE}?f=html",
        f"/ogc/collections/target_areas/items/{TARGET}",
    ],
    "metrics": ["/metrics"],
    "operations": ["/operations/", "/en/operations/"],
    "planning:target_areas": [
        "/planning/target-areas/",
        "/en/planning/target-areas/?province=IR",
        "/planning/target-areas/?province=23&state=published",
    ],
    "planning:target_area": [f"/planning/target-areas/{TARGET}/"],
    "planning:compare": [f"/planning/target-areas/{TARGET}/compare/"],
    "planning:step": [f"/planning/target-areas/{TARGET}/steps/submit/"],
    "planning:restore": [f"/planning/target-areas/{TARGET}/restore/"],
    "planning:comment": [f"/planning/target-areas/{TARGET}/comments/"],
    "planning:resolve": [f"/planning/target-areas/{TARGET}/comments/1/resolve/"],
    "planning:attach": [f"/planning/target-areas/{TARGET}/attachments/"],
    "planning:remove_attachment": [f"/planning/target-areas/{TARGET}/attachments/1/remove/"],
    "planning:inbox": ["/planning/inbox/", "/planning/inbox/?box=published"],
    "planning:lists": ["/planning/lists/?a=edition-demo-alborz-66&b=edition-demo-alborz-55"],
    # Only the headquarters' role may: tests/planning/test_publication.py.
    "planning:publish": [],
    "planning_data:measure": ["/planning/measure/"],
    "planning_data:suggest": ["/planning/suggest/"],
    "planning_data:what_if": ["/planning/what-if/"],
    "planning_data:check": ["/planning/check/"],
    "planning_data:operation": ["/planning/operations/union/"],
    "planning_data:read": ["/planning/read/"],
    "planning_data:neighbours": ["/planning/neighbours.geojson?bbox=51.1,35.5,51.3,35.6"],
    "planning_data:save": ["/planning/target-areas/save/"],
    "planning_data:target_area": [f"/planning/target-areas/{TARGET}.json"],
    # tests/planning/actions/test_attaching.py visits it as every role.
    "planning_data:attachment": [],
    "planning:new": ["/planning/target-areas/new/?county=2310"],
    "planning:draw_county": ["/planning/target-areas/new/county/?county=2310"],
    "planning:draw_colours": ["/planning/target-areas/new/colours/?area=2310&indicator=uninsured"],
    "planning:draw": ["/planning/target-areas/T2310-001/draw/"],
    "staff_door": ["/admin/login/"],
    "accounts:sign_in": ["/accounts/sign-in/"],
    "accounts:sign_out": ["/accounts/sign-out/"],
    "accounts:password": ["/accounts/password/"],
    "accounts:password_changed": ["/accounts/password/changed/"],
    "accounts:tokens": ["/accounts/tokens/"],
    "accounts:revoke_token": ["/accounts/tokens/1/revoke/"],
}
EXACT = [f"/areas/{CODE}/?exact=1", f"/en/areas/{CODE}/?exact=1", f"/areas/{CODE}.json?exact=1"]
MAY_SEE_EXACT = {"agency", "county", "province", "national"}


@pytest.fixture
def secret() -> None:
    """A rate from three persons, with a value whose digits are recognisable."""
    figure = Measurement.objects.get(
        area_id=CODE,
        indicator=Indicator.objects.get(code="uninsured"),
        year=1404,
        is_preferred=True,
    )
    figure.numerator, figure.denominator, figure.value = 3, 3.07594, SECRET
    figure.low = figure.high = None
    figure.save()
    publish(["neighbourhoods"], ["23"])


def body(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    content = answer.getvalue() if answer.streaming else answer.content
    return answer.status_code, content.decode("utf-8", errors="replace")


def betrays(text: str) -> bool:
    return TRACE.search(text) is not None


def names(patterns: list[Any], prefix: str = "") -> set[str]:
    """The URL names of all addresses except Django's own admin."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            space = f"{pattern.namespace}:" if pattern.namespace else prefix
            found |= names(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            found.add(f"{prefix}{pattern.name}")
    return found


def test_the_walk_knows_every_address() -> None:
    assert names(get_resolver().url_patterns) == set(WALK)


@pytest.fixture
def draft_edition() -> None:
    """An unpublished edition whose one neighbourhood has a unique name."""
    area = Area.objects.get(code=CODE, edition__is_published=True)
    draft = area.edition
    draft.pk, draft.code, draft.is_published = None, "draft-of-tests", False
    draft.source = Source.objects.first()
    draft.save()
    area.pk, area.edition, area.name_fa = None, draft, HIDDEN_NAME
    area.save()


@pytest.mark.slow
@pytest.mark.parametrize("roles", TOGETHER)
def test_no_address_tells_a_withheld_figure_or_a_draft_but_to_those_in_scope_who_ask(
    draft_edition: None, secret: None, client_of: Callable[[str], Client], roles: tuple[str, ...]
) -> None:
    """One test for both, and one publication for all roles: it takes as long as all visits."""
    for role in roles:
        client = client_of(role)
        for addresses in WALK.values():
            for address in addresses:
                status, text = body(client, address)
                assert status in (200, 204, 302, 403, 404, 405), (role, address, status)
                assert not betrays(text), (role, address)
                assert HIDDEN_NAME not in text, (role, address)
        ask_for_exact_figures(role, client)
        ask_for_the_draft(role, client)


def ask_for_exact_figures(role: str, client: Client) -> None:
    for address in EXACT:
        status, text = body(client, address)
        if role in MAY_SEE_EXACT:
            assert status == 200, (role, address)
            assert betrays(text), (role, address)
            assert {"no-store", "private"} <= set(
                client.get(address)["Cache-Control"].replace(" ", "").split(",")
            )
        else:
            assert status == 403, (role, address)
            assert not betrays(text), (role, address)


@pytest.mark.parametrize("role", ["visitor", "national"])
def test_no_filter_finds_a_withheld_figure(
    secret: None, client_of: Callable[[str], Client], role: str
) -> None:
    client = client_of(role)
    for asked in (f"value = {SECRET}", "value > 97", "value < 98", "NOT (value = 1)", "rank > 0"):
        condition = f"code = '{CODE}' AND ({asked} OR value IS NOT NULL)"
        address = "/ogc/collections/neighbourhoods/items"
        found = client.get(address, {"indicator": "uninsured", "filter": condition}).json()
        assert found["numberMatched"] == 0, asked


def test_a_withheld_figure_is_not_told_by_the_blocks_that_it_sums(secret: None) -> None:
    """Only the layer of neighbourhoods has been published since."""
    blocks = Block.objects.filter(neighbourhood_code=CODE)
    middles = [block.boundary_3857.centroid.coords for block in blocks]
    told = []
    for address in tiles_that_hold(middles, 14):
        found = mapbox_vector_tile.decode(tile(layer("blocks"), *address).body)["blocks"]
        told += [feature["properties"] for feature in found["features"]]
    own = [each for each in told if each["neighbourhood"] == CODE]
    assert {each["code"] for each in own} == {block.code for block in blocks}
    assert not [each["code"] for each in own if "uninsured" in each]


def test_painted_blocks_tell_no_exact_count_out_of_scope(
    role: str, client_of: Callable[[str], Client]
) -> None:
    blocks = Block.objects.filter(neighbourhood_code=CODE).order_by("code")
    told = send(client_of(role), "measure/", {"blocks": [block.code for block in blocks]}).json()
    persons = sum(block.persons for block in blocks)
    assert persons % 10, "the sample's sum must differ from its tens"
    assert (told["population"]["estimate"] == persons) == (role in MAY_SEE_EXACT)


def test_comparing_a_county_tells_no_exact_count_out_of_scope(
    role: str, client_of: Callable[[str], Client]
) -> None:
    square = {"type": "Polygon", "coordinates": [[[51.2, 35.5], [51.3, 35.5], [51.3, 35.6]]]}
    asked = {"county": "2310", "indicator": "uninsured", "geometry": square}
    told = send(client_of(role), "what-if/", asked).json()
    persons = sum(Block.objects.filter(county_code="2310").values_list("persons", flat=True))
    assert persons % 10, "the sample's sum must differ from its tens"
    total = told["shares"]["persons"]["total"] if "shares" in told else None
    assert (total == persons) == (role in MAY_SEE_EXACT)


@pytest.mark.parametrize("address", ["/areas/3001/?exact=1", "/areas/3001.json?exact=1"])
def test_another_province_is_out_of_scope(
    role: str, client_of: Callable[[str], Client], address: str
) -> None:
    allowed = role in ("other_province", "national")
    assert client_of(role).get(address).status_code == (200 if allowed else 403)


def test_another_county_is_out_of_scope_for_a_county(client_of: Callable[[str], Client]) -> None:
    county = client_of("county")
    assert county.get("/areas/2310.json?exact=1").status_code == 200
    assert county.get("/areas/2304.json?exact=1").status_code == 403
    assert county.get("/areas/23.json?exact=1").status_code == 403


def ask_for_the_draft(role: str, client: Client) -> None:
    for address in (
        "/tiles/neighbourhoods.json?edition=draft-of-tests",
        f"/areas/{CODE}/?edition=draft-of-tests",
        f"/areas/{CODE}.json?edition=draft-of-tests",
        "/?area=2310&edition=draft-of-tests",
        "/map.svg?area=2310&edition=draft-of-tests",
        "/values/neighbourhoods/uninsured.json?parent=2310&edition=draft-of-tests",
        "/export/neighbourhoods.geojson?edition=draft-of-tests",
    ):
        status, text = body(client, address)
        assert status == 404, (role, address)
        assert HIDDEN_NAME not in text, (role, address)


def test_a_code_of_earlier_boundaries_is_in_no_file_of_today(client: Client) -> None:
    codes = {
        code: set(Area.objects.filter(edition=edition).values_list("code", flat=True))
        for code, edition in Edition.objects.in_bulk(field_name="code").items()
    }
    old = codes["demo-alborz-55"] - codes["demo-alborz-66"]
    assert old
    for address in ("/export/neighbourhoods.csv", "/export/neighbourhoods.geojson"):
        text = body(client, address)[1]
        assert codes["demo-alborz-66"] <= set(re.findall(r"\d{4}-\d{3}", text))
        assert not old & set(re.findall(r"\d{4}-\d{3}", text)), address
