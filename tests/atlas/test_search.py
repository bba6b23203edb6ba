"""This file tests the search by a name, the start of a name, a code or a position."""

import re
from typing import Any

import pytest
from django.test import Client

from layers.models import Area, School
from tests.layers import factories

pytestmark = pytest.mark.django_db


def search(client: Client, question: str, path: str = "/search.json") -> list[dict[str, Any]]:
    answer = client.get(path, {"q": question})
    assert answer.status_code == 200
    return answer.json()["results"]


def found(client: Client, question: str) -> list[tuple[str, str]]:
    return [(result["kind"], result["code"]) for result in search(client, question)]


class TestNames:
    def test_the_whole_name_comes_first_and_the_wider_area_before_the_narrower(
        self, client: Client
    ) -> None:
        results = search(client, "تهران")
        assert [r["level"] for r in results[:2]] == ["province", "county"]
        assert results[2]["kind"] == "settlement"
        assert results[0]["address"] == "/areas/23/"

    @pytest.mark.parametrize(
        "typed", ["اسلامشهر", "اسلام شهر", "اسلام‌شهر", "شهرستان اسلامشهر", "Islamshahr", "islam"]
    )
    def test_one_place_however_it_is_typed(self, client: Client, typed: str) -> None:
        assert ("area", "2310") in found(client, typed)[:2]

    @pytest.mark.parametrize("typed", ["شميرانات", "شمیرانات", "شمیران"])
    def test_arabic_and_persian_letters_are_one(self, client: Client, typed: str) -> None:
        assert found(client, typed)[0] == ("area", "2304")

    def test_a_later_word_is_found_before_a_syllable(self, client: Client) -> None:
        for code, name in (
            ("t-1", "دبستان نوینکار"),
            ("t-2", "نوینا"),
            ("t-3", "آموزشگاه کارنوین"),
        ):
            factories.school(code, 50.2, 30.2, name_fa=name, name_en="")
        School.objects.filter(code="t-1").update(name_folded="دبستاننوینکار ")
        School.objects.filter(code="t-2").update(name_folded="نوینا ")
        School.objects.filter(code="t-3").update(name_folded="اموزشگاهکارنوین ")
        codes = [code for _, code in found(client, "نوین") if code.startswith("t-")]
        assert codes == ["t-2", "t-1", "t-3"]

    def test_a_word_inside_the_name_is_found(self, client: Client) -> None:
        assert found(client, "اوین")[0] == ("prison", "prison-evin")
        assert found(client, "چیذر")[0] == ("house", "house-emdad-chizar")

    @pytest.mark.parametrize(("typed", "meant"), [("اسلامشر", "2310"), ("شمیرنات", "2304")])
    def test_a_slip_of_the_pen_still_finds(self, client: Client, typed: str, meant: str) -> None:
        assert ("area", meant) in found(client, typed)[:3]

    def test_nonsense_finds_nothing(self, client: Client) -> None:
        assert found(client, "ژژژکککپپپ") == []
        assert found(client, "؟!.") == []
        assert found(client, "") == []

    def test_the_level_that_is_named_comes_first(self, client: Client) -> None:
        assert found(client, "شهرستان تهران")[0] == ("area", "2301")
        assert found(client, "استان تهران")[0] == ("area", "23")

    def test_at_most_twelve_are_given(self, client: Client) -> None:
        assert len(search(client, "محله")) == 12
        assert 0 < len(search(client, "ا")) <= 12

    def test_what_holds_a_place_is_named_and_invented_ones_say_so(self, client: Client) -> None:
        first = search(client, "محلهٔ نمونهٔ ۵")[0]
        assert first["synthetic"] is True
        assert re.fullmatch(r"شهرستان .+، استان .+", first["context_fa"])
        assert re.fullmatch(r".+ County, .+ Province", first["context_en"])
        assert search(client, "اوین")[0]["synthetic"] is False

    def test_older_editions_are_not_searched(self, client: Client) -> None:
        assert found(client, "برچیدهٔ ۱") == []
        assert found(client, "3001-901") == []


class TestCodes:
    @pytest.mark.parametrize("typed", ["2310", "۲۳۱۰", "٢٣١٠"])
    def test_a_code_in_any_digits_leads_with_its_area(self, client: Client, typed: str) -> None:
        results = found(client, typed)
        assert results[0] == ("area", "2310")
        assert ("area", "2310-001") in results

    @pytest.mark.parametrize("typed", ["2310-005", "۲۳۱۰-۰۰۵", "2310005", "۲۳۱۰۰۰۵"])
    def test_a_whole_code_gives_one_place(self, client: Client, typed: str) -> None:
        assert found(client, typed) == [("area", "2310-005")]

    def test_the_code_of_a_place_is_understood(self, client: Client) -> None:
        assert found(client, "prison-evin") == [("prison", "prison-evin")]
        assert found(client, "IR")[0] == ("area", "IR")

    @pytest.mark.parametrize("typed", ["OSM_12.3", "osm_12.3", "OSM_12"])
    def test_whatever_an_import_takes_as_a_code_is_found(self, client: Client, typed: str) -> None:
        factories.school("OSM_12.3" if typed[0] == "O" else "osm_12.3", 50.2, 30.2)
        factories.school("OSMX12.3", 50.2, 30.2)
        assert [code.lower() for _, code in found(client, typed)] == ["osm_12.3"]

    def test_a_position_without_blanks_is_no_code(self, client: Client) -> None:
        assert found(client, "35.69N51.39E")[0][0] == "coordinates"


class TestPositions:
    @pytest.mark.parametrize(
        "typed",
        [
            "35.69 51.39",
            "51.39, 35.69",
            "۳۵٫۶۹، ۵۱٫۳۹",
            "35°41′24″N 51°23′24″E",
            "39N 535290 3949670",
        ],
    )
    def test_every_notation_leads_to_the_same_province(self, client: Client, typed: str) -> None:
        (result,) = search(client, typed)
        assert result["kind"] == "coordinates"
        assert "تهران" in result["context_fa"]
        assert result["anchor"] == pytest.approx([51.39, 35.69], abs=0.01)
        assert result["address"].startswith("/?area=23")

    def test_the_innermost_area_that_covers_it_comes_first(self, client: Client) -> None:
        factories.province_with_two_counties()
        (result,) = search(client, "30.5, 50.2")
        assert result["context_fa"].startswith("شهرستان جای 9901، استان جای 99")
        assert "area=9901" in result["address"]

    def test_a_position_in_an_invented_neighbourhood_says_so_and_names_its_county(
        self, client: Client
    ) -> None:
        inside = Area.objects.filter(code="2310-005").first().boundary.point_on_surface
        (result,) = search(client, f"{inside.y:.6f} {inside.x:.6f}")
        assert result["synthetic"] is True
        assert result["context_fa"].endswith("شهرستان اسلامشهر، استان تهران")
        assert result["address"].startswith("/?area=2310&")

    def test_a_decimal_comma_is_no_mark_of_minutes(self, client: Client) -> None:
        (result,) = search(client, "35,55 51,23")
        assert result["anchor"] == [51.23, 35.55]

    def test_a_position_elsewhere_says_why(self, client: Client) -> None:
        answer = client.get("/search.json", {"q": "48.85 2.35"}).json()
        assert answer["results"] == []
        assert answer["refusal"] == "outside_iran"
        assert answer["refusal_fa"].startswith("این نقطه بیرون از ایران است")
        assert answer["refusal_en"].startswith("This point is outside Iran")
        page = client.get("/search/", {"q": "48.85 2.35"}).content.decode()
        assert "بیرون از ایران است" in page


class TestAddresses:
    @pytest.mark.parametrize(
        "questions",
        [
            ("اوین", "35.69 51.39"),
            pytest.param(("تهران", "قزل", "چیذر", "کرج", "محله نمونه"), marks=pytest.mark.release),
        ],
        ids=["few", "many"],
    )
    def test_every_address_that_is_given_opens(
        self, client: Client, questions: tuple[str, ...]
    ) -> None:
        for question in questions:
            for result in search(client, question):
                for key in ("address", "map"):
                    assert client.get(result[key]).status_code == 200, result[key]
                    assert client.get("/en" + result[key]).status_code == 200

    def test_a_place_without_a_position_is_listed_and_leads_to_its_county(
        self, client: Client
    ) -> None:
        result = search(client, "چیذر")[0]
        assert result["anchor"] is None
        assert result["address"] == "/areas/2304/"

    @pytest.mark.parametrize("query", ["x=1", "q=a&q=b", "q=a&lang=fa", "q=" + "a" * 201])
    def test_unknown_doubled_and_endless_questions_are_refused(
        self, client: Client, query: str
    ) -> None:
        for path in ("/search.json", "/search/", "/en/search/"):
            assert client.get(f"{path}?{query}").status_code == 400

    def test_a_long_question_is_cut_after_a_hundred_characters(self, client: Client) -> None:
        answer = client.get("/search.json", {"q": "ت" * 150}).json()
        assert len(answer["query"]) == 100

    @pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "<b>", "\\", "%s %(x)s", "{}"])
    def test_signs_of_other_languages_are_only_signs(self, client: Client, typed: str) -> None:
        assert client.get("/search.json", {"q": typed}).status_code == 200
        assert "<b>" not in client.get("/search/", {"q": typed}).content.decode().replace(
            "<bdi>", ""
        )

    def test_it_asks_few_queries(self, client: Client, django_assert_max_num_queries: Any) -> None:
        for question in ("تهران", "اسلامشر", "2310", "35.69 51.39"):
            with django_assert_max_num_queries(10):
                search(client, question)


class TestPageWithoutScript:
    @pytest.mark.parametrize("question", ["تهران", "2310", "اوین", "محله نمونه"])
    def test_it_has_the_same_results_in_both_languages(self, client: Client, question: str) -> None:
        results = search(client, question)
        persian = client.get("/search/", {"q": question}).content.decode()
        english = client.get("/en/search/", {"q": question}).content.decode()
        for result in results:
            assert f'href="{result["address"].replace("&", "&amp;")}"' in persian
            assert f'href="/en{result["address"].replace("&", "&amp;")}"' in english
            assert result["name_fa"] in persian
            assert result["name_en"] in english
        assert persian.count("<li>\n") == english.count("<li>\n") == len(results)

    def test_nothing_found_says_what_to_try(self, client: Client) -> None:
        page = client.get("/search/", {"q": "ژژژکککپپپ"}).content.decode()
        assert "چیزی پیدا نشد" in page
        assert "املای دیگر" in page
