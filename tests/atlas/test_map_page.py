"""This file tests the map page as sent by the server: it works without a script."""

import json
import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from layers.catalogue import EXPORT_FORMATS
from layers.models import Area, House, Indicator, Measurement
from persian.digits import to_persian
from tests.atlas.reading import Form, Page
from tests.layers import factories
from tests.markup import compact

pytestmark = pytest.mark.django_db
PARTS = ("heading", "indicator", "legend", "breadcrumb", "ramp", "ranking", "exports")


def page_of(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return Page(answer.content.decode())


def codes_in(html: str) -> list[str]:
    return re.findall(r'<tr data-code="([^"]+)"', html)


def choices_of(page: Page, name: str) -> list[tuple[Form, str]]:
    return [(form, value) for form in page.forms for n, value in form.choices if n == name]


def test_the_country_is_shown_as_its_provinces_ranked(client: Client) -> None:
    html = compact(client.get("/").content.decode())
    assert len(codes_in(html)) == 31
    ranks = [int(rank) for rank in re.findall(r'num muted">([۰-۹]+)</td><th', html)]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1


def test_table_and_values_are_the_same_figures_in_the_same_order(client: Client) -> None:
    html = compact(client.get("/?area=23&level=neighbourhood&rows=all").content.decode())
    shown = json.loads(re.search(r'id="shown"[^>]*>(.*?)</script>', html)[1])
    areas = client.get(shown["values"]).json()["areas"]
    assert codes_in(html) == list(areas)
    rows = dict(re.findall(r'<tr data-code="([^"]+)" data-key="([^"]+)"', html))
    for code, figure in areas.items():
        if figure["class"] is not None:
            assert rows[code] == str(figure["class"])


@pytest.mark.parametrize("name", ["indicator", "year", "method", "classes"])
def test_every_choice_works_as_a_form(client: Client, name: str) -> None:
    start = page_of(client, "/?area=23&sel=2310&layers=schools:80")
    choices = choices_of(start, name)
    assert choices
    for form, value in choices:
        then = client.get(form.action, {**form.hidden, name: value})
        assert then.status_code == 200
        page = Page(then.content.decode())
        assert page.chosen(name) == value
        assert "2310" in then.content.decode()


def test_a_legend_row_switches_its_class_off_and_on_again(client: Client) -> None:
    first = page_of(client, "/")
    form, value = next((f, v) for f, v in choices_of(first, "mute") if v == "2")
    muted = client.get(form.action, {**form.hidden, "mute": value})
    html = compact(muted.content.decode())
    assert re.search(r'data-key="2" aria-pressed="false"', html)
    assert re.search(r'data-key="1" aria-pressed="true"', html)
    rows = re.findall(r'data-key="2" data-drill="[^"]*"( class="muted-row")?', html)
    assert rows
    assert all(rows)
    again = [value for _form, value in choices_of(Page(html), "mute")]
    assert "" in again


def test_a_layer_is_shown_and_hidden_by_its_button(client: Client) -> None:
    first = page_of(client, "/")
    values = [value for _form, value in choices_of(first, "layers")]
    assert "prisons:100,schools:100" in values
    assert "none" in values
    assert [value for _form, value in choices_of(first, "figures")] == ["0"]
    html = compact(client.get("/", {"layers": "none", "figures": "0"}).content.decode())
    assert 'class="eye" aria-pressed="true"' not in html


def layers_of(client: Client, query: str) -> list[str]:
    return re.findall(
        r'<li class="layer" data-layer="(\w+)"', compact(client.get(f"/{query}").content.decode())
    )


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "prisons schools houses places target_areas figures blocks"),
        ("?layers=schools,prisons", "schools prisons houses places target_areas figures blocks"),
        (
            "?layers=places,prisons,houses",
            "places schools prisons houses target_areas figures blocks",
        ),
        # A link from before layers had an order among the figures: blocks are below the figures.
        ("?layers=blocks,schools", "prisons schools houses places target_areas figures blocks"),
        (
            "?layers=blocks,schools&under=none",
            "blocks prisons schools houses places target_areas figures",
        ),
        (
            "?layers=schools&under=schools,blocks",
            "prisons houses places target_areas figures blocks schools",
        ),
    ],
)
def test_layers_stand_in_the_order_in_which_they_are_drawn(
    client: Client, query: str, order: str
) -> None:
    assert layers_of(client, query) == order.split()


def test_a_layer_switched_on_takes_its_place_in_the_order(client: Client) -> None:
    page = page_of(client, "/?layers=places:100,prisons:100")
    values = [value for _form, value in choices_of(page, "layers")]
    assert "places:100,schools:100,prisons:100" in values


def test_the_legend_says_of_how_many_areas_its_counts_are(client: Client) -> None:
    html = compact(client.get("/?area=23").content.decode())
    assert "تعدادها: همهٔ ۱۶ شهرستان" in html
    counts = re.findall(r"data-count>([۰-۹]+)<", html)
    assert sum(map(int, counts)) == 16


def test_without_a_script_the_picture_of_this_view_stands_in_a_frame(client: Client) -> None:
    html = compact(client.get("/?area=23&sel=2310").content.decode())
    frame = re.search(r'<noscript><iframe[^>]* src="([^"]+)"', html)
    assert frame[1].replace("&amp;", "&") == "/map.svg?area=23&sel=2310"
    assert '<svg class="picture"' not in html


def test_every_link_of_the_page_leads_somewhere(client: Client) -> None:
    page = page_of(client, "/?area=23&sel=2310")
    inside = {link for link in page.links if link.startswith("/") and "/export/" not in link}
    assert len(inside) > 30
    for link in inside:
        assert client.get(link).status_code == 200, link


def test_exports_carry_the_filter_of_the_screen(client: Client) -> None:
    page = page_of(client, "/?area=23&method=natural_breaks&classes=4&layers=schools:50")
    exports = [urlsplit(link) for link in page.links if "/export/" in link]
    assert {link.path for link in exports} == {
        f"/export/{layer_id}.{extension}"
        for layer_id in ("counties", "schools")
        for extension, _name in EXPORT_FORMATS
    }
    filters = dict(parse_qsl(exports[0].query))
    assert filters["parent"] == "23"
    assert (filters["method"], filters["classes"]) == ("natural_breaks", "4")
    assert {"indicator", "year"} <= filters.keys()


def test_the_shared_link_spells_out_indicator_and_year(client: Client) -> None:
    html = compact(client.get("/?area=23&mute=0&sel=2310").content.decode())
    query = re.search(r'data-query="\?([^"]*)"', html)[1].replace("&amp;", "&")
    share = dict(parse_qsl(query))
    assert {"area", "indicator", "year", "mute", "sel"} == share.keys()
    assert client.get(f"/?{query}").status_code == 200


def test_panels_are_the_parts_of_the_page(client: Client) -> None:
    query = "?area=23&indicator=illiteracy&classes=3"
    page, panels = (
        compact(client.get(path + query).content.decode()) for path in ("/", "/panels/")
    )
    assert codes_in(page) == codes_in(panels)
    for part in PARTS:
        assert f'data-part="{part}"' in page
        assert f'data-part="{part}"' in panels


def test_the_card_says_what_the_table_says(client: Client) -> None:
    card = compact(client.get("/areas/2310/card/?area=23").content.decode())
    table = compact(client.get("/?area=23").content.decode())
    row = re.search(r'<tr data-code="2310".*?</tr>', table, re.S)[0]
    figure = re.search(r'dir="ltr">([۰-۹]+)<i>(٫[۰-۹]+)', row)
    assert figure[1] + figure[2] in card
    assert "اسلامشهر" in card
    assert 'href="/?area=2310"' in card


def test_a_card_of_nowhere_is_not_found(client: Client) -> None:
    assert client.get("/areas/9999/card/").status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("colour=1", "colour"), ("year=x", "year"), ("classes=9", "classes"), ("level=x", "level")],
)
@pytest.mark.parametrize("path", ["/", "/panels/", "/areas/23/card/"])
def test_a_wrong_parameter_is_refused_by_name(
    client: Client, path: str, query: str, parameter: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert parameter in answer.content.decode()


def test_a_place_without_parts_says_what_to_do(client: Client) -> None:
    """Counties ship for Tehran and Alborz only."""
    html = compact(client.get("/?area=28").content.decode())
    assert codes_in(html) == []
    assert "ثبت نشده است" in html


def test_a_withheld_figure_is_named_and_never_zero(client: Client) -> None:
    hidden = (
        Measurement.objects.filter(area__level="neighbourhood", is_preferred=True)
        .exclude(suppression="")
        .select_related("indicator")
        .first()
    )
    area = Area.objects.filter(code=hidden.area_id).first()
    query = {"area": area.county_code, "indicator": hidden.indicator.code, "year": hidden.year}
    html = compact(client.get("/", query).content.decode())
    row = re.search(rf'<tr data-code="{area.code}" data-key="([^"]+)".*?</tr>', html, re.S)
    assert row[1] == "suppressed"
    assert "پوشیده" in row[0]
    assert 'data-key="suppressed"' in html


def test_an_indicator_without_figures_here_says_so(client: Client) -> None:
    html = compact(client.get("/?area=23&indicator=training_places").content.decode())
    assert "این سنجه در این تراز رقم ندارد" in html
    assert 'data-key="nodata"' in html


def test_an_empty_database_says_which_command_fills_it(client: Client) -> None:
    Area.objects.all().delete()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "load_public" in answer.content.decode()


def test_sample_data_carries_its_badge(client: Client) -> None:
    sample = client.get("/?indicator=uninsured").content.decode()
    assert "دادهٔ نمونه (ساختگی)" in sample.split('data-part="ranking"')[1]


@pytest.mark.parametrize("address", ["/", "/?area=23&sel=2310", "/?area=2310&sel=2310-005"])
def test_the_english_page_has_no_persian_left(client: Client, address: str) -> None:
    page = page_of(client, f"/en{address}")
    persian = [
        words for lang, words in page.words if lang != "fa" and re.search("[\u0600-\u06ff]", words)
    ]
    assert persian == []
    labels = [
        value
        for _tag, name, value in page.attributes
        if name in ("aria-label", "title", "placeholder") and re.search("[\u0600-\u06ff]", value)
    ]
    assert labels == ["فارسی"]


def test_the_language_link_keeps_the_view(client: Client) -> None:
    page = page_of(client, "/?area=23&sel=2310")
    assert "/en/?area=23&sel=2310" in page.links
    assert "/?area=23&sel=2310" in page_of(client, "/en/?area=23&sel=2310").links


@pytest.mark.parametrize("address", ["/", "/en/?area=23&sel=2310"])
def test_nothing_comes_from_elsewhere_and_no_style_is_inline(client: Client, address: str) -> None:
    page = page_of(client, address)
    assert [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")] == []
    fetched = [
        value
        for tag, name, value in page.attributes
        if name in ("src", "action") or (tag in ("link", "use") and name == "href")
    ]
    assert fetched
    assert all(value.startswith(("/", "#")) for value in fetched)


def test_direction_stands_on_the_body(client: Client) -> None:
    """On <html>, dir makes the map library mirror brackets in labels twice."""
    page = page_of(client, "/")
    assert ("body", "dir", "rtl") in page.attributes
    assert not [a for a in page.attributes if a[:2] == ("html", "dir")]
    assert ("body", "dir", "ltr") in page_of(client, "/en/").attributes


def test_the_page_asks_the_database_little(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(16):
        client.get("/")
    with django_assert_max_num_queries(24):
        client.get("/?area=23&sel=2310")


def test_a_year_without_figures_is_the_chosen_one_and_says_so(client: Client) -> None:
    address = "/?area=23&indicator=population"
    asked = client.get(f"{address}&year=1390").content.decode()
    assert Page(asked).chosen("year") == "1390"
    assert "۱۳۹۰، بدون داده" in asked
    assert "1390" not in [value for _, value in choices_of(page_of(client, address), "year")]


def test_the_card_counts_the_houses_of_the_page_and_tells_the_closed_ones(client: Client) -> None:
    here = House.objects.filter(county_code="3001")
    closed = here.filter(state=House.State.CLOSED).count()
    assert closed == 1
    html = compact(client.get("/?area=30&sel=3001").content.decode())
    places = re.search(r'<ul class="places">.*?</ul>', html, re.S)[0]
    line = places.split("</li>")[0]
    assert "(۱ بسته)" in line
    assert f'<b class="strong">{to_persian(str(here.count()))}</b>' in line
    assert "دادهٔ نمونه (ساختگی)" in line


def test_the_map_opens_on_an_indicator_that_most_of_its_areas_have(client: Client) -> None:
    Measurement.objects.filter(area__level="county", area__code__startswith="23").delete()
    for county in Area.objects.filter(level="county", province_code="23"):
        factories.figure(
            county.code, 5, 1, value=5.0, published_value=5.0, is_preferred=True,
            indicator=Indicator.objects.get(code="population"),
        )  # fmt: skip
    factories.figure(
        "2310", 5, 100, published_value=5.0, is_preferred=True,
        indicator=Indicator.objects.get(code="illiteracy"),
    )  # fmt: skip
    assert page_of(client, "/?area=23").chosen("indicator") == "population"


@pytest.mark.parametrize("path", ["/", "/panels/", "/map.svg"])
def test_a_chosen_area_that_is_gone_takes_nothing_else_away(client: Client, path: str) -> None:
    answer = client.get(f"{path}?area=23&sel=9999")
    assert answer.status_code == 200
    assert "2310" in answer.content.decode()


def test_the_page_says_that_the_chosen_area_is_gone(client: Client) -> None:
    html = compact(client.get("/?area=23&sel=9999").content.decode())
    said = re.search(r'<article class="place-card place-lost".*?</article>', html, re.S)
    assert '<bdi dir="ltr">۹۹۹۹</bdi>' in said[0]
    assert "place-lost" not in client.get("/?area=23&sel=2310").content.decode()
    assert "place-lost" not in client.get("/?area=23").content.decode()
    assert client.get("/areas/9999/card/?area=23").status_code == 404


def test_the_map_is_told_the_tiles_of_the_edition_that_is_asked_for(client: Client) -> None:
    for query, tiles in (
        ("?area=30&level=neighbourhood", "/tiles/neighbourhoods.json"),
        (
            "?area=30&level=neighbourhood&edition=demo-alborz-55",
            "/tiles/neighbourhoods.json?edition=demo-alborz-55",
        ),
    ):
        html = compact(client.get(f"/{query}").content.decode())
        shown = json.loads(re.search(r'id="shown"[^>]*>(.*?)</script>', html)[1])
        assert shown["tiles"] == tiles
        assert client.get(tiles).status_code == 200


def test_each_source_of_a_figure_has_its_own_days(client: Client) -> None:
    """A newer figure of one source does not date the figures of another."""
    rows = Measurement.objects.filter(area_id="2310-002", indicator__code="uninsured")
    newest = rows.order_by("-year")[0]
    later = factories.source("later", title_fa="منبع دیگر")
    rows.filter(pk=newest.pk).update(source=later, as_of=date(2026, 11, 30))
    page = client.get("/?area=2310&indicator=uninsured").content.decode()
    lines = [
        " ".join(re.sub("<[^>]+>", "", part.partition("</p>")[0]).split())
        for part in page.split('<p class="source small-text muted">')[1:]
    ]
    assert [line for line in lines if "۹ آذر ۱۴۰۵" in line] == ["منبع: منبع دیگر، ۹ آذر ۱۴۰۵"]
    assert len(lines) == 2
