"""This file tests the picture of the map: the same areas, colours and words as the table."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from layers.figures.table import FigureTable, figure_table
from layers.models import Area, Level, Measurement
from layers.publishing.publish import publish
from tests.markup import compact

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def picture(client: Client, query: str = "", *, prefix: str = "") -> ElementTree.Element:
    answer = client.get(f"{prefix}/map.svg{query}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert answer["Content-Type"] == "image/svg+xml"
    return ElementTree.fromstring(answer.content)


def links(svg: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The links of the areas by code."""
    return {link.attrib["data-select"]: link for link in svg.iter(f"{SVG}a")}


def title(link: ElementTree.Element) -> str:
    return link.findtext(f"{SVG}title") or ""


def expected_fill(table: FigureTable, code: str) -> str:
    figure = next(figure for figure in table.figures if figure.code == code)
    if figure.class_index is not None:
        return table.classes[figure.class_index].color
    return f"url(#picture-{'suppressed' if 'suppressed' in figure.flags else 'nodata'})"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", {}),
        ("?area=23&classes=4", {"parent_code": "23", "classes": 4}),
        ("?area=23&level=neighbourhood", {"parent_code": "23", "level": Level.NEIGHBOURHOOD}),
        (
            "?area=2310&indicator=illiteracy",
            {"parent_code": "2310", "indicator_code": "illiteracy"},
        ),
    ],
)
def test_every_area_of_the_table_has_the_colour_of_its_class(
    client: Client, query: str, asked: dict
) -> None:
    table = figure_table(**asked)
    drawn = links(picture(client, query))
    assert set(drawn) == {figure.code for figure in table.figures}
    for code, link in drawn.items():
        assert link.attrib["fill"] == expected_fill(table, code), code
        assert len(link.findall(f"{SVG}path") + link.findall(f"{SVG}circle")) == 1


def test_an_area_says_its_name_and_its_figure_and_that_it_is_a_sample(client: Client) -> None:
    text = title(links(picture(client, "?indicator=uninsured"))["23"])
    row = re.search(r'<tr data-code="23".*?</tr>', compact(client.get("/").content.decode()), re.S)
    figure = re.search(r'dir="ltr">([۰-۹]+)<i>(٫[۰-۹]+)', row[0])
    assert text.startswith(f"تهران: {figure[1]}{figure[2]}٪")
    assert "دادهٔ نمونه (ساختگی)" in text


def test_an_area_leads_to_its_card_in_the_language_of_the_picture(client: Client) -> None:
    link = links(picture(client, "?area=23", prefix="/en"))["2310"]
    assert link.attrib["href"] == "/en/?area=23&sel=2310"
    assert link.attrib["target"] == "_top"
    assert title(link).startswith("Islamshahr: ")
    assert "Islamshahr" in client.get(link.attrib["href"]).content.decode()


def test_withheld_figures_of_both_kinds_look_and_read_alike(client: Client) -> None:
    hidden = (
        Measurement.objects.filter(area__level="neighbourhood", is_preferred=True)
        .exclude(suppression="")
        .select_related("indicator")
    )
    first = hidden.first()
    county = Area.objects.filter(code=first.area_id).first().county_code
    query = f"?area={county}&indicator={first.indicator.code}&year={first.year}"
    drawn = links(picture(client, query))
    codes = {
        each.area_id
        for each in hidden.filter(indicator=first.indicator, year=first.year)
        if each.area_id in drawn
    }
    assert codes
    for code in codes:
        assert drawn[code].attrib["fill"] == "url(#picture-suppressed)"
        assert title(drawn[code]).split(": ")[1].startswith("پوشیده")


def test_an_indicator_without_figures_is_hatched_everywhere(client: Client) -> None:
    svg = picture(client, "?area=23&indicator=training_places")
    assert {link.attrib["fill"] for link in links(svg).values()} == {"url(#picture-nodata)"}
    assert all("بدون داده" in title(link) for link in links(svg).values())
    assert svg.find(f".//{SVG}pattern[@id='picture-nodata']") is not None


def test_an_area_without_border_is_a_point_and_one_too_small_a_dot(client: Client) -> None:
    assert Area.objects.get(code="2310", edition__is_published=True).boundary is None
    assert links(picture(client, "?area=23"))["2310"].find(f"{SVG}circle") is not None
    near = links(picture(client, "?area=2310"))["2310-005"]
    far = links(picture(client, "?level=neighbourhood"))["2310-005"]
    assert near.find(f"{SVG}path") is not None
    assert far.find(f"{SVG}circle") is not None


def test_the_chosen_area_is_outlined_and_a_muted_class_fades(client: Client) -> None:
    svg = picture(client, "?sel=23&mute=0&figures=60")
    marks = svg.find(f".//{SVG}g[@class='marks']")
    assert [mark.attrib["href"] for mark in marks] == ["#picture-23"] * 2
    assert svg.find(f".//{SVG}g[@class='areas']").attrib["fill-opacity"] == "60%"
    for link in links(svg).values():
        assert link.get("opacity") == (".04" if link.attrib["data-key"] == "0" else None)


def test_a_name_from_a_file_cannot_become_markup(client: Client) -> None:
    Area.objects.filter(code="23").update(name_fa="<script>alert(1)</script>&\"'")
    publish(["provinces"], ["23"])
    svg = picture(client)
    assert title(links(svg)["23"]).startswith("<script>alert(1)</script>&\"': ")
    assert [element.tag for element in svg.iter() if "script" in str(element.tag)] == []


def test_names_do_not_lie_upon_each_other(client: Client) -> None:
    names = picture(client).find(f".//{SVG}g[@class='names']")
    places = [(int(name.attrib["x"]), int(name.attrib["y"])) for name in names]
    assert len(places) > 15
    for at, (x, y) in enumerate(places):
        assert all(abs(x - a) > 60 or abs(y - b) > 150 for a, b in places[:at])


def test_the_picture_names_its_sources_and_what_it_shows(client: Client) -> None:
    caption = picture(client).find(f".//{SVG}g[@class='caption']")
    words = "".join(caption.itertext())
    table = figure_table()
    assert table.indicator.name_fa in words
    assert "دادهٔ نمونه (ساختگی)" in words
    for source in table.sources:
        assert source.attribution_fa in words


@pytest.mark.parametrize(("prefix", "language"), [("", "fa"), ("/en", "en")])
def test_the_picture_says_that_figures_are_of_other_boundaries(
    client: Client, prefix: str, language: str
) -> None:
    table = figure_table(parent_code="30", indicator_code="population", year=1395)
    svg = picture(client, "?area=30&indicator=population&year=1395", prefix=prefix)
    note = getattr(table.boundary_note, f"text_{language}")
    for name in ("caption", "caption far"):
        caption = svg.find(f".//{SVG}g[@class='{name}']")
        lines = [line.text or "" for line in caption]
        assert note in " ".join(lines)
        assert len({line.attrib["y"] for line in caption}) == len(lines)
    height = float(svg.attrib["viewBox"].split()[3])
    plain = float(picture(client, "?area=30", prefix=prefix).attrib["viewBox"].split()[3])
    lowest = max(float(line.attrib["y"]) for line in svg.find(f".//{SVG}g[@class='caption']"))
    assert (height, lowest) > (plain, 270)


def test_the_english_picture_has_no_persian_left(client: Client) -> None:
    for query in ("?area=23", "?area=2310&indicator=uninsured"):
        words = "".join(picture(client, query, prefix="/en").itertext())
        assert not re.search("[\u0600-\u06ff]", words)


def test_an_older_edition_is_drawn_as_it_was(client: Client) -> None:
    query = "?area=30&level=neighbourhood&edition=demo-alborz-55"
    table = figure_table(parent_code="30", level=Level.NEIGHBOURHOOD, edition="demo-alborz-55")
    assert set(links(picture(client, query))) == {figure.code for figure in table.figures}


def test_only_our_own_pages_may_frame_it_and_its_policy_is_as_strict_as_theirs(
    client: Client,
) -> None:
    own, page = client.get("/map.svg"), client.get("/")
    assert own["X-Frame-Options"] == "SAMEORIGIN"
    assert page["X-Frame-Options"] == "DENY"
    policies = [
        dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        for answer in (own, page)
    ]
    assert policies[0].pop("frame-ancestors") == "'self'"
    assert policies[1].pop("frame-ancestors") == "'none'"
    assert policies[0]["style-src"] == policies[1]["style-src"] == "'self'"
    assert " style=" not in own.content.decode()


def test_a_wrong_parameter_is_refused_by_name(client: Client) -> None:
    answer = client.get("/map.svg?classes=9")
    assert answer.status_code == 400
    assert "classes" in answer.content.decode()


def test_a_place_without_parts_is_still_drawn(client: Client) -> None:
    svg = picture(client, "?area=28")
    assert links(svg) == {}
    assert svg.findall(f".//{SVG}path")
