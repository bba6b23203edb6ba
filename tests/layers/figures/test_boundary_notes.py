"""This file tests the note on figures shown on boundaries of another period.

The edition of the test counties is in force from 2020-01-01, 11 Dey 1398.
"""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from layers.figures.boundary_notes import Shown, boundary_note, figure_days, on_other_boundaries
from layers.models import Area, Edition, Level
from layers.publishing.publish import publish
from tests.layers import factories

pytestmark = pytest.mark.django_db

FA = "مرز امروز، معتبر از ۱۱ دی ۱۳۹۸؛ رقم سال ۱۳۹۵ بر پایهٔ مرزهای همان سال است"
EN = (
    "Today's boundary, in force from 1 Jan 2020; the figure of 1395 (2016–17) belongs to the"
    " boundaries of that year"
)


@pytest.fixture
def census() -> None:
    """A rate of 1395 for both counties, and one of 1404."""
    factories.province_with_two_counties()
    for code in ("9901", "9902"):
        factories.figure(code, 30, 200, year=1395, as_of=date(2016, 9, 24))
        factories.figure(code, 40, 200, year=1404)
    publish(["counties"])


def earlier(*, until: date | None = None, **fields: Any) -> Edition:
    """An edition in force in 1395, which draws the western county."""
    found = factories.edition(
        Level.COUNTY, "earlier", in_force_from=date(2010, 1, 1), in_force_to=until
    )
    boundary = fields.pop("boundary", factories.square(50, 30, 50.5, 31))
    factories.area("9901", boundary, edition=found, **fields)
    return found


def values(client: Client, query: str = "&year=1395") -> dict[str, Any]:
    return client.get(f"/values/counties/test-rate.json?parent=99{query}").json()


class TestTheDaysOfAFigure:
    def test_it_stands_for_its_day_and_without_one_for_its_year(self) -> None:
        assert figure_days(1395, date(2016, 9, 24)) == (date(2016, 9, 24), date(2016, 9, 24))
        assert figure_days(1395, None) == (date(2016, 3, 20), date(2017, 3, 20))

    def test_a_day_after_the_year_is_that_of_a_publication(self) -> None:
        assert figure_days(1395, date(2018, 1, 1)) == (date(2016, 3, 20), date(2017, 3, 20))


class TestTheRule:
    def shown(self, year: int = 1395, **fields: Any) -> Shown:
        said: dict[str, Any] = {
            "code": "9901",
            "as_of": None,
            "in_force_from": date(2020, 1, 1),
            "in_force_to": None,
            "area_m2": 1.0,
            "is_today": True,
        }
        return Shown(year=year, **(said | fields))

    def test_a_figure_from_before_is_on_other_boundaries(self) -> None:
        assert on_other_boundaries([self.shown(1395)])

    @pytest.mark.parametrize("year", [1398, 1399, 1404])
    def test_one_of_the_year_in_which_they_began_or_later_is_not(
        self, year: int, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(0):
            assert not on_other_boundaries([self.shown(year)])

    def test_within_that_year_the_day_decides(self) -> None:
        assert on_other_boundaries([self.shown(1398, as_of=date(2019, 9, 23))])
        assert not on_other_boundaries([self.shown(1398, as_of=date(2020, 2, 1))])

    def test_a_figure_from_after_an_edition_ended_is_on_other_boundaries(self) -> None:
        ended = {"in_force_to": date(2022, 1, 1), "is_today": False}
        note = boundary_note(on_other_boundaries([self.shown(1404, **ended)]))
        assert note is not None
        assert note.text_fa.startswith("مرز این ویرایش، معتبر از ۱۱ دی ۱۳۹۸ تا ۱۱ دی ۱۴۰۰؛")
        assert note.text_en.startswith("The boundary of this edition, in force from 1 Jan 2020 to")

    def test_the_same_boundary_in_an_edition_of_then_is_no_other(self, census: None) -> None:
        earlier()
        area = Area.objects.get(code="9901", edition__code="test-county")
        assert not on_other_boundaries([self.shown(area_m2=area.area_m2)])

    def test_another_boundary_of_then_is(self, census: None) -> None:
        earlier(boundary=factories.square(50, 30, 50.4, 31))
        area = Area.objects.get(code="9901", edition__code="test-county")
        assert on_other_boundaries([self.shown(area_m2=area.area_m2)])

    def test_a_point_of_then_says_nothing_of_the_boundary(self, census: None) -> None:
        earlier(boundary=None)
        area = Area.objects.get(code="9901", edition__code="test-county")
        assert on_other_boundaries([self.shown(area_m2=area.area_m2)])

    def test_an_edition_that_ended_before_is_not_of_then(self, census: None) -> None:
        earlier(until=date(2012, 1, 1))
        area = Area.objects.get(code="9901", edition__code="test-county")
        assert on_other_boundaries([self.shown(area_m2=area.area_m2)])


class TestTheWords:
    def test_several_years_and_editions_are_one_line(self) -> None:
        rule = TestTheRule()
        figures = [
            rule.shown(1390),
            rule.shown(1395, code="9902", in_force_from=date(2021, 3, 21)),
        ]
        note = boundary_note(figures, of=5)
        assert note is not None
        assert note.text_fa == (
            "مرز امروز، معتبر از ۱۱ دی ۱۳۹۸ و پس از آن؛ رقم‌های سال‌های ۱۳۹۰ و ۱۳۹۵ بر پایهٔ"
            " مرزهای همان سال‌هاست (۲ محدوده از ۵)."
        )
        assert note.text_en == (
            "Today's boundary, in force from 1 Jan 2020 or later; the figures of 1390 (2011–12) and"
            " 1395 (2016–17) belong to the boundaries of those years (2 of 5 areas)."
        )

    def test_a_row_of_years_is_told_by_its_ends(self) -> None:
        rule = TestTheRule()
        note = boundary_note([rule.shown(year) for year in (1390, 1395, 1397)])
        assert note is not None
        assert "رقم‌های سال‌های ۱۳۹۰ تا ۱۳۹۷ بر پایهٔ" in note.text_fa
        assert "the figures of 1390 (2011–12) to 1397 (2018–19) belong" in note.text_en

    def test_nothing_is_said_where_all_fits(self) -> None:
        assert boundary_note(()) is None


class TestEveryOutletSaysTheSame:
    def test_the_values_name_year_day_and_areas(self, census: None, client: Client) -> None:
        note = values(client)["boundary_note"]
        assert note == {
            "text_fa": f"{FA}.",
            "text_en": f"{EN}.",
            "years": [1395],
            "in_force_from": "2020-01-01",
            "areas": ["9901", "9902"],
        }
        assert values(client, "&year=1404")["boundary_note"] is None

    def test_some_of_the_areas_are_counted(self, census: None, client: Client) -> None:
        earlier()
        note = values(client)["boundary_note"]
        assert note["areas"] == ["9902"]
        assert note["text_fa"] == f"{FA} (۱ محدوده از ۲)."

    def test_the_map_page_says_it_too(self, census: None, client: Client) -> None:
        query = "area=99&indicator=test-rate&year=1395&sel=9901"
        for language, text in (("", FA), ("/en", EN)):
            page = client.get(f"{language}/?{query}").content.decode()
            assert page.count(text.replace("'", "&#x27;")) == 2, "under the source, and in the card"

    def test_files_say_it_too(self, client: Client) -> None:
        """The census on the public counties; Chaharbagh, 3007, is younger and has no figure."""
        body = client.get("/values/counties/population.json?parent=30&year=1395").json()
        note = body["boundary_note"]
        query = "parent=30&indicator=population&year=1395"
        whole = json.loads(client.get(f"/export/counties.geojson?{query}").getvalue())
        assert whole["metadata"]["boundary_note"] == note
        told = {
            f["properties"]["code"]: f["properties"]["boundary_note"] for f in whole["features"]
        }
        assert told.pop("3007") is None
        assert (len(told), len(set(told.values()))) == (6, 1)
        assert note["text_en"] == told["3001"]
        text = client.get(f"/export/counties.csv?{query}").getvalue().decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text))
        assert {row["code"]: row["boundary_note"] for row in rows} == {"3007": "", **told}
        whole = json.loads(client.get("/export/counties.geojson?parent=30").getvalue())
        assert whole["metadata"]["boundary_note"] is None

    def test_a_profile_tells_of_each_figure_and_once_of_all(
        self, census: None, client: Client
    ) -> None:
        """The newest figure fits today's boundary; that of 1395 in the series does not."""
        page = client.get("/areas/9901/").content.decode()
        assert page.count(FA) == 1
        figure = client.get("/areas/9901.json").json()["figures"][0]
        assert (figure["year"], figure["boundary_note"]) == (1404, None)

    def test_a_profile_whose_newest_figure_is_older(self, client: Client) -> None:
        factories.province_with_two_counties()
        factories.figure("9901", 30, 200, year=1395)
        publish(["counties"])
        figure = client.get("/areas/9901.json").json()["figures"][0]
        note = values(client, "")["boundary_note"]
        assert figure["boundary_note"] == note
        assert client.get("/areas/9901/").content.decode().count(FA) == 1

    def test_public_provinces_are_older_than_the_census(self, client: Client) -> None:
        body = client.get("/values/provinces/population.json?year=1395").json()
        assert any(area["value"] for area in body["areas"].values())
        assert body["boundary_note"] is None

    def test_public_counties_are_younger_than_the_census(self, client: Client) -> None:
        body = client.get("/values/counties/population.json?parent=23&year=1395").json()
        assert body["boundary_note"]["in_force_from"] == "2020-12-08"
        assert len(body["boundary_note"]["areas"]) == 16
