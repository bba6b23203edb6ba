"""This file tests how the drawing page is coloured: as the map page, whatever its address says."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from layers.models import Area, Indicator
from tests.markup import compact
from tests.planning.views.test_drawing import NEW, config_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
SHOWN = re.compile(r'<script id="shown"[^>]*>(.*?)</script>', re.DOTALL)
LINK = re.compile(r'<a class="[^"]*" href="([^"]*)" data-draw-here')
LIMITS = re.compile(r'class="words">(.*?)</span>', re.DOTALL)


def view_of(client: Client, query: str) -> dict[str, str]:
    answer = client.get(NEW + query)
    assert answer.status_code == 200
    return dict(config_of(answer.content.decode())["view"])


def draw_config(client: Client, query: str) -> dict[str, Any]:
    return dict(config_of(client.get(NEW + query).content.decode())["draw"])


def link_on(client: Client, address: str) -> str | None:
    found = LINK.search(compact(client.get(address).content.decode()))
    return found[1].replace("&amp;", "&") if found else None


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_page_shows_what_the_map_page_shows(client_of: ClientOf) -> None:
    client = client_of("county")
    query = "?area=2310&indicator=illiteracy&year=1404&map=35.5500,51.2300,13.00&classes=4"
    query += "&layers=schools:70"
    drawing = compact(client.get(NEW + query).content.decode())
    on_map = compact(client.get("/" + query).content.decode())
    assert SHOWN.search(drawing)
    assert SHOWN.search(drawing)[1] == SHOWN.search(on_map)[1]  # type: ignore[index]
    # The legend of the map page, with the same numbers; that of blocks is filled by scripts.
    assert LIMITS.findall(drawing)[:6] == LIMITS.findall(on_map)[:6]
    assert view_of(client, query)["map"] == "35.5500,51.2300,13.00"


@pytest.mark.parametrize(
    "hostile",
    [
        "area=30",
        "area=2301",
        "area=%00",
        "area=" + "9" * 500,
        "area=2310&area=2301",
        "indicator=nonsense",
        "indicator=<script>",
        "year=1",
        "year=١٤٠٤x",
        "edition=nonsense",
        "level=country",
        "level=province",
        "method=guess&classes=900",
        "map=1e999,NaN,3",
        "map=here",
        "layers=nonsense:100",
        "layers=schools:999",
        "under=;drop",
        "mute=99",
        "figures=-1",
        "sel=../../etc",
        "rows=many",
        "measure=nonsense",
        "unknown=1",
    ],
)
def test_a_hostile_parameter_falls_back(client_of: ClientOf, hostile: str) -> None:
    client = client_of("county")
    plain = view_of(client, "?county=2310")
    assert view_of(client, f"?county=2310&{hostile}") == plain


def test_what_can_be_read_beside_it_is_kept(client_of: ClientOf) -> None:
    view = view_of(client_of("county"), "?county=2310&indicator=illiteracy&classes=900&figures=40")
    assert (view["indicator"], view["figures"]) == ("illiteracy", "40")
    assert "classes" not in view


def test_the_county_is_that_of_the_chosen_or_shown_place(client_of: ClientOf) -> None:
    client = client_of("province")
    assert draw_config(client, "?area=23&sel=2310-005")["county"] == "2310"
    assert draw_config(client, "?area=23&sel=2310")["county"] == "2310"
    assert draw_config(client, "?area=2310")["county"] == "2310"
    assert draw_config(client, "?county=2301&area=2310&sel=2310")["county"] == "2301"


def test_a_place_out_of_scope_does_not_lead_the_drawing_there(client_of: ClientOf) -> None:
    client = client_of("county")
    query = "?area=30&sel=3001&map=35.8,51.0,11.00"
    assert draw_config(client, query)["county"] == "2310"
    view = view_of(client, query)
    assert view["area"] == "2310"
    assert "map" not in view


def test_counties_are_coloured_where_no_neighbourhoods_are(client_of: ClientOf) -> None:
    Area.objects.filter(level="neighbourhood", parent_code="2310").delete()
    assert view_of(client_of("county"), "?county=2310")["area"] == "23"


def test_without_any_indicator_known_there_the_page_still_opens(client_of: ClientOf) -> None:
    code = Indicator.objects.exclude(code="uninsured").first()
    assert code
    assert view_of(client_of("county"), f"?county=2310&indicator={code.code}&year=1300")


def test_a_map_and_profiles_lead_to_drawing_there(client_of: ClientOf) -> None:
    client = client_of("province")
    on_map = link_on(client, "/?area=2310&indicator=illiteracy&sel=2310-005&layers=schools:70")
    assert on_map
    assert on_map.startswith(NEW)
    given = parameters(on_map)
    assert (given["area"], given["sel"], given["indicator"]) == ("2310", "2310-005", "illiteracy")
    assert (given["year"], given["layers"]) == ("1404", "schools:70")
    assert parameters(link_on(client, "/areas/2310/") or "") == {"area": "2310"}
    neighbourhood = parameters(link_on(client, "/areas/2310-005/") or "")
    assert (neighbourhood["area"], neighbourhood["sel"]) == ("2310", "2310-005")
    assert neighbourhood["map"].endswith(",13.50")
    assert parameters(link_on(client, "/areas/23/") or "") == {"area": "23"}
    assert (link_on(client, "/en/areas/2310/") or "").startswith(f"/en{NEW}")


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("visitor", ["/", "/areas/2310/", "/areas/23/"]),
        ("viewer", ["/", "/areas/2310/", "/areas/23/"]),
        ("county", ["/areas/2301/", "/areas/30/", "/areas/IR/"]),
        ("province", ["/areas/30/"]),
    ],
)
def test_who_may_not_draw_there_is_offered_nothing(
    client_of: ClientOf, role: str, addresses: list[str]
) -> None:
    client = client_of(role)
    assert [link_on(client, address) for address in addresses] == [None] * len(addresses)


def test_another_county_brings_what_depends_on_it(client_of: ClientOf) -> None:
    answer = client_of("province").get(f"{NEW}county/?county=2301")
    html = compact(answer.content.decode())
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert '"code": "2301"' in html
    assert "شهرستان تهران" in html
    for part in ("close", "scopes", "replaces", "ticks", "sample"):
        assert f'data-part="{part}"' in html
    assert 'value="2301-001"' in html
    assert "2310-" not in html


def test_the_server_checks_the_right_to_draw_in_another_county(client_of: ClientOf) -> None:
    county = client_of("county")
    refused = county.get(f"{NEW}county/?county=2301", headers={"accept": "application/json"})
    assert refused.status_code == 403
    assert "در حوزهٔ شما نیست" in refused.json()["detail_fa"]
    assert county.get(f"{NEW}county/?county=9999").status_code == 404
    assert county.get(f"{NEW}county/?county=").status_code == 400
    assert county.get(f"{NEW}county/?county=2310&county=2301").status_code == 400
    assert client_of("viewer").get(f"{NEW}county/?county=2310").status_code == 403
    assert Client().get(f"{NEW}county/?county=2310").status_code == 302
    assert Client().get(f"{NEW}colours/?area=2310").status_code == 302


def test_another_view_brings_the_legend_of_the_map_page(client_of: ClientOf) -> None:
    client = client_of("county")
    query = "?area=2310&indicator=illiteracy"
    parts = compact(client.get(f"{NEW}colours/{query}").content.decode())
    panels = compact(client.get(f"/panels/{query}").content.decode())
    assert SHOWN.findall(parts) == SHOWN.findall(panels)
    assert LIMITS.findall(parts)[:6] == LIMITS.findall(panels)[:6]
    assert "ranked" not in parts
    assert client.get(f"{NEW}colours/?area=2310&indicator=nonsense").status_code == 404
