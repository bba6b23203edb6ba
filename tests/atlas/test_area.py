"""This file tests the page of an area: its figures, ranks, marks, drawing, history and words."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any

import pytest
from django.test import Client

from layers.models import Area, House, Indicator, Lineage, Measurement, Prison
from layers.profile import registry
from layers.profile.registry import ProfileSection, register_section
from tests.layers import factories
from tests.layers.factories import EAST, PROVINCE, WEST

pytestmark = pytest.mark.django_db

LAYERS = {"province": "provinces", "county": "counties", "neighbourhood": "neighbourhoods"}
SAMPLES = ["IR", "23", "30", "2310", "3007", "2310-003", "3001-002"]


def page(client: Client, code: str, query: str = "", lang: str = "") -> str:
    answer = client.get(f"{lang}/areas/{code}/{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def json_of(client: Client, code: str, query: str = "") -> dict[str, Any]:
    return client.get(f"/areas/{code}.json{query}").json()


def figure_of(client: Client, code: str, indicator: str) -> dict[str, Any]:
    return next(
        figure
        for figure in json_of(client, code)["figures"]
        if figure["indicator"]["code"] == indicator
    )


def published(code: str, indicator: Indicator, value: float, **fields: Any) -> Measurement:
    """A figure that is shown as it is."""
    defaults: dict[str, Any] = {"year": 1404, "source": factories.source()}
    shown = {f"published_{end}": fields.get(end) for end in ("low", "high")}
    return Measurement.objects.create(
        area_id=code,
        indicator=indicator,
        value=value,
        published_value=value,
        **(defaults | fields | shown),
    )


def school(code: str, **fields: Any) -> None:
    factories.school(code, 50.2, 30.5, county_code=WEST, **fields)


class Text(HTMLParser):
    """The visible words of a page, without those marked as another language."""

    def __init__(self, foreign: str) -> None:
        super().__init__()
        self.foreign, self.depth, self.words = foreign, 0, []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "link", "input", "img", "br", "circle", "path", "use"):
            return
        hidden = tag in ("script", "style", "template") or dict(attrs).get("lang") == self.foreign
        self.depth += bool(self.depth) or hidden

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.words.append(data)


def words(markup: str, *, foreign: str = "fa") -> str:
    reader = Text(foreign)
    reader.feed(markup)
    return " ".join(" ".join(reader.words).split())


class TestFigures:
    @pytest.mark.parametrize("code", ["23", "2301", "2310", "2310-002", "2301-003", "3001-002"])
    def test_every_figure_and_rank_is_the_one_of_the_map(self, client: Client, code: str) -> None:
        body = json_of(client, code)
        layer = LAYERS[body["level"]]
        for figure in body["figures"]:
            if figure["value"] is None and not figure["flags"]:
                continue
            indicator = figure["indicator"]["code"]
            for rank in figure["ranks"]:
                parent = f"parent={rank['within']}&year={figure['year']}"
                on_map = client.get(f"/values/{layer}/{indicator}.json?{parent}").json()
                same = on_map["areas"][code]
                assert (same["value"], same["rank"], sorted(same["flags"])) == (
                    figure["value"],
                    rank["rank"],
                    sorted(figure["flags"]),
                ), (indicator, rank)
                assert figure["value"] is None or same["rank_of"] == rank["rank_of"]

    @pytest.mark.parametrize("code", ["23", "2310", "2310-002"])
    def test_the_year_is_the_one_that_the_map_opens_with(self, client: Client, code: str) -> None:
        body = json_of(client, code)
        for figure in body["figures"]:
            address = f"/values/{LAYERS[body['level']]}/{figure['indicator']['code']}.json"
            assert client.get(f"{address}?parent={body['parent']}").json()["year"] == figure["year"]

    def test_ranks_are_shared_and_follow_the_direction(self, client: Client) -> None:
        worse = factories.indicator("test-worse", decimals=1)
        better = factories.indicator(
            "test-better", decimals=0, direction=Indicator.Direction.HIGHER_IS_BETTER
        )
        factories.province_with_two_counties()
        # Rounded to one decimal: 7.0, 7.0, 3.2; the two first share place 1.
        for number, value in enumerate((7.04, 6.96, 3.2), start=1):
            code = f"{WEST}-00{number}"
            factories.area(code, None)
            published(code, worse, round(value, 1))
            published(code, better, number)
        places = {
            (code, name): figure_of(client, code, name)["ranks"][0]
            for code in (f"{WEST}-00{n}" for n in (1, 2, 3))
            for name in ("test-worse", "test-better")
        }
        found = [places[f"{WEST}-00{n}", "test-worse"]["rank"] for n in (1, 2, 3)]
        assert found == [1, 1, 3]
        found = [places[f"{WEST}-00{n}", "test-better"]["rank"] for n in (1, 2, 3)]
        assert found == [1, 2, 3]
        assert places[f"{WEST}-001", "test-worse"]["rank_of"] == 3

    def test_a_rate_is_compared_with_the_county_and_a_count_with_the_median(
        self, client: Client
    ) -> None:
        rate = factories.indicator("test-rate", kind=Indicator.Kind.RATE)
        count = factories.indicator("test-count", kind=Indicator.Kind.COUNT)
        factories.province_with_two_counties()
        for number, value in enumerate((10, 20, 60), start=1):
            code = f"{WEST}-00{number}"
            factories.area(code, None)
            published(code, rate, value)
            published(code, count, value)
        published(WEST, rate, 33)
        published(WEST, count, 90)
        assert figure_of(client, f"{WEST}-001", "test-rate")["compared_with"][WEST] == 33
        assert figure_of(client, f"{WEST}-001", "test-count")["compared_with"][WEST] == 20

    def test_a_median_between_two_counts_is_a_count_too(self, client: Client) -> None:
        count = factories.indicator("test-count", kind=Indicator.Kind.COUNT, decimals=0)
        factories.province_with_two_counties()
        for number, value in enumerate((10, 15, 20, 60), start=1):
            factories.area(f"{WEST}-00{number}", None)
            published(f"{WEST}-00{number}", count, value)
        assert figure_of(client, f"{WEST}-001", "test-count")["compared_with"][WEST] == 18

    @pytest.mark.parametrize("kind", ["primary", "secondary"])
    def test_a_withheld_figure_reads_as_withheld_whatever_the_reason_and_never_as_zero(
        self, client: Client, kind: str
    ) -> None:
        hidden = Measurement.objects.filter(
            suppression=kind, year=1404, is_preferred=True, area_id__level="neighbourhood"
        ).select_related("indicator")[0]
        row_of = rf'<tr id="figure-{hidden.indicator.code}">.*?</tr>'
        row = re.search(row_of, page(client, hidden.area_id), re.S)[0]  # type: ignore[index]
        value = re.search(r'<td class="num value">(.*?)</td>', row, re.S)[1]  # type: ignore[index]
        assert re.sub(r"<[^>]+>", "", value).strip() == "پوشیده"
        english = re.search(row_of, page(client, hidden.area_id, lang="/en"), re.S)[0]  # type: ignore[index]
        assert "Suppressed" in english
        figure = figure_of(client, hidden.area_id, hidden.indicator.code)
        assert figure["value"] is None
        assert "suppressed" in figure["flags"]
        assert "exact" not in figure

    def test_sources_that_disagree_stand_side_by_side(self, client: Client) -> None:
        text = words(page(client, "IR"), foreign="en")
        assert "منبع‌ها برای «محله‌های هدف برنامه» یک رقم نمی‌دهند" in text
        assert re.search(r"۲٬۰۲۰ [^۲]+ برگزیده", text)
        assert "۲٬۲۰۰" in text
        figure = figure_of(client, "IR", "target_neighbourhoods")
        readings = figure["conflicts"][0]["readings"]
        assert [(r["value"], r["preferred"]) for r in readings] == [(2020, True), (2200, False)]
        assert "conflict" in figure["flags"]

    def test_an_estimate_carries_its_range(self, client: Client) -> None:
        indicator = factories.indicator("test-estimate", decimals=0)
        factories.province_with_two_counties()
        published(WEST, indicator, 120, is_estimate=True, low=100, high=140)
        text = words(page(client, WEST), foreign="en")
        assert "برآورد ۱۰۰٪ تا ۱۴۰٪" in text

    def test_an_older_figure_is_named_when_the_year_has_none(self, client: Client) -> None:
        indicator = factories.indicator("test-late")
        factories.province_with_two_counties()
        published(WEST, indicator, 8, year=1400)
        published(EAST, indicator, 9, year=1403)
        text = words(page(client, WEST), foreign="en")
        assert "برای ۱۴۰۳ رقمی ثبت نشده است. آخرین رقم: ۸" in text
        assert figure_of(client, WEST, "test-late")["value"] is None

    def test_invented_figures_of_a_real_place_say_so(self, client: Client) -> None:
        markup = page(client, "2310")
        row = re.search(r'<tr id="figure-uninsured">.*?</tr>', markup, re.S)[0]  # type: ignore[index]
        assert "دادهٔ نمونه (ساختگی)" in row
        real = re.search(r'<tr id="figure-target_neighbourhoods">.*?</tr>', markup, re.S)[0]  # type: ignore[index]
        assert "ساختگی" not in real

    def test_an_older_invented_figure_says_so_and_names_its_source(self, client: Client) -> None:
        factories.province_with_two_counties()
        count = factories.indicator("test-count", kind=Indicator.Kind.COUNT, counts_persons=False)
        published(EAST, count, 7)
        published(WEST, count, 5, year=1403, synthetic=True)
        told = figure_of(client, WEST, "test-count")
        assert (told["latest"]["value"], told["latest"]["source"]) == (5, "test-source")
        assert told["flags"] == ["synthetic"]
        row = page(client, WEST).split('id="figure-test-count"')[1].split("</tr>")[0]
        assert "دادهٔ نمونه (ساختگی)" in row

    def test_the_trend_has_its_numbers_in_words(self, client: Client) -> None:
        markup = page(client, "2310-002")
        row = re.search(r'<tr id="figure-uninsured">.*?</tr>', markup, re.S)[0]  # type: ignore[index]
        series = figure_of(client, "2310-002", "uninsured")["series"]
        assert [each["year"] for each in series] == [1400, 1401, 1402, 1403, 1404]
        hidden = words(row, foreign="en")
        for year in ("۱۴۰۰:", "۱۴۰۴:"):
            assert year in hidden


class TestDensity:
    """The test county is drawn from 1398 on (1 January 2020)."""

    def test_persons_are_divided_by_the_boundary_they_live_in(self, client: Client) -> None:
        drawn = factories.province_with_two_counties()[1]
        drawn.refresh_from_db()
        published(WEST, Indicator.objects.get(code="population"), 548_620, year=1404)
        headline = json_of(client, WEST)["headline"]
        assert headline["density"] == 548_620 / (drawn.area_m2 / 1_000_000)
        assert headline["density_year"] == 1404
        assert "نفر در کیلومتر مربع" in page(client, WEST)

    def test_persons_of_other_boundaries_give_no_density(self, client: Client) -> None:
        factories.province_with_two_counties()
        published(WEST, Indicator.objects.get(code="population"), 548_620, year=1395)
        headline = json_of(client, WEST)["headline"]
        assert headline["population"] == 548_620
        assert (headline["density"], headline["density_year"]) == (None, None)
        assert "نفر در کیلومتر مربع" not in page(client, WEST)


class TestExact:
    """test_no_leak tests who sees suppressed figures; this tests their display and caching."""

    CODE = "2310-003"

    def test_exact_figures_are_marked_and_kept_nowhere(
        self, client_of: Callable[[str], Client]
    ) -> None:
        answer = client_of("province").get(f"/areas/{self.CODE}/?exact=1")
        assert "رقم دقیق، ویژهٔ کاربر مجاز" in answer.content.decode()
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        data = client_of("county").get(f"/areas/{self.CODE}.json?exact=1")
        assert {"private", "no-store"} <= set(data["Cache-Control"].split(", "))
        assert any("exact" in figure for figure in data.json()["figures"])

    def test_whoever_may_see_them_is_told_and_others_are_not(
        self, client_of: Callable[[str], Client]
    ) -> None:
        offer = "?exact=1"
        assert offer in client_of("province").get(f"/areas/{self.CODE}/").content.decode()
        for role in ("visitor", "viewer", "other_province"):
            assert offer not in client_of(role).get(f"/areas/{self.CODE}/").content.decode()

    def test_a_refusal_says_why_and_where_to_go(self, client: Client) -> None:
        answer = client.get(f"/areas/{self.CODE}/?exact=1")
        assert answer.status_code == 403
        assert "تنها برای کاربری است که این محدوده در حوزهٔ دسترسی اوست" in answer.content.decode()
        assert "/accounts/sign-in/?next=/areas/" in answer.content.decode()
        data = client.get(f"/areas/{self.CODE}.json?exact=1")
        assert data.status_code == 403
        assert data["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "query", ["?exact=2", "?exact=1&exact=1", "?x=1", "?edition=a&edition=b"]
    )
    def test_unknown_and_doubled_parameters_are_refused(self, client: Client, query: str) -> None:
        assert client.get(f"/areas/23/{query}").status_code == 400
        assert client.get(f"/areas/23.json{query}").status_code == 400


class TestInside:
    def test_houses_stand_with_agency_state_and_what_is_unknown(self, client: Client) -> None:
        text = words(page(client, "2304"), foreign="en")
        for house in House.objects.filter(county_code="2304", synthetic=False):
            assert house.name_fa in text
        assert "خانه نامعلوم است و روی نقشه نیست" in text
        counts = json_of(client, "23")["houses"]
        total = sum(sum(row["states"].values()) for row in counts)
        assert total == House.objects.filter(province_code="23").count()

    def test_invented_houses_and_neighbourhoods_carry_their_badge(self, client: Client) -> None:
        html = page(client, "3001")
        for key in ("houses", "children"):
            section = re.search(rf'<section[^>]* id="{key}".*?</section>', html, re.S)[0]
            assert "نمونه (ساختگی)" in section, key
        assert all(row["synthetic"] for row in json_of(client, "3001")["houses"])

    def test_prisons_without_a_known_place_are_counted_and_not_drawn(self, client: Client) -> None:
        body = json_of(client, "30")["places"]["prisons"]
        assert body["total"] == Prison.objects.filter(province_code="30").count()
        assert body["unlocated"] == Prison.objects.filter(province_code="30", location=None).count()
        assert f"جای {'۰۱۲۳۴۵'[body['unlocated']]} زندان" in words(page(client, "30"), foreign="en")

    def test_schools_are_counted_by_stage_with_their_pupils(self, client: Client) -> None:
        factories.province_with_two_counties()
        school("test-1", stage="primary", pupils=100)
        school("test-2", stage="primary", pupils=50)
        school("test-3", stage="upper_secondary", pupils=3)
        found = json_of(client, WEST)["places"]["schools"]
        assert found["stages"]["primary"] == {"schools": 2, "pupils": 150}
        # Three pupils are persons too: fewer than five are suppressed, also in sums that reveal
        # them.
        assert found["stages"]["upper_secondary"] == {"schools": 1, "pupils": None}
        assert found["pupils"] == 150
        assert "کمتر از ۵ دانش‌آموز" in page(client, WEST)

    def test_the_parts_have_the_figures_of_the_map(self, client: Client) -> None:
        parts = json_of(client, "2310")["children"]
        assert len(parts) == 8
        for indicator in parts[0]["figures"]:
            on_map = client.get(f"/values/neighbourhoods/{indicator}.json?parent=2310").json()
            for part in parts:
                mine = part["figures"][indicator]
                assert mine["year"] == on_map["year"]
                assert mine["value"] == on_map["areas"][part["code"]]["value"]

    def test_invented_figures_of_real_parts_say_so(self, client: Client) -> None:
        parts = json_of(client, "23")["children"]
        real = [part for part in parts if not part["synthetic"]]
        invented = {f["synthetic"] for part in real for f in part["figures"].values() if f["value"]}
        assert invented == {True}
        table = page(client, "23").split('id="children"')[1].split("</section>")[0]
        heads = table.split("</thead>")[0]
        assert heads.count("دادهٔ نمونه (ساختگی)") >= 4
        # Invented parts are labelled once, beside their names.
        table = page(client, "2310").split('id="children"')[1].split("</section>")[0]
        assert "دادهٔ نمونه" not in table.split("</thead>")[0]

    def test_the_files_of_an_older_page_are_of_its_edition(self, client: Client) -> None:
        area = Area.objects.filter(edition__code="demo-alborz-55", code__contains="-9")[0]
        text = page(client, area.code, "?edition=demo-alborz-55")
        addresses = set(re.findall(r'href="([^"]+\.(?:json|csv|geojson)[^"]*)"', text))
        for address in (each.replace("&amp;", "&") for each in addresses):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "edition=demo-alborz-55" in address
        assert len(addresses) >= 3


class TestHistory:
    def test_what_an_area_was_and_became_stands_with_its_reason(self, client: Client) -> None:
        split = Lineage.objects.filter(kind="split").select_related("before", "after")[0]
        after = words(page(client, split.after.code), foreign="en")
        assert f"جدا شده از {split.before.name_fa}" in after
        assert split.reason_fa in after

    def test_a_code_of_an_older_edition_leads_there(self, client: Client) -> None:
        old = Lineage.objects.filter(kind="merged").select_related("before__edition", "after")[0]
        code, edition = old.before.code, old.before.edition
        answer = client.get(f"/areas/{code}/")
        assert answer.status_code == 404
        text = answer.content.decode()
        assert edition.title_fa in text
        assert f'href="/areas/{code}/?edition={edition.code}"' in text
        assert old.after.name_fa in text
        assert edition.code in client.get(f"/areas/{code}.json").json()["detail_fa"]
        there = page(client, code, f"?edition={edition.code}")
        assert "این مرزها تا" in there
        assert there.count('class="own"') >= 1

    def test_an_edition_that_never_was_is_not_found(self, client: Client) -> None:
        assert client.get("/areas/2310-001/?edition=nothing").status_code == 404
        assert client.get("/areas/2310-001.json?edition=nothing").status_code == 404

    @pytest.mark.parametrize("code", ["99", "2399", "2310-999", "xx", "23%00", "' OR 1=1", "ایران"])
    def test_an_unknown_code_is_a_page_with_advice_in_both_languages(
        self, client: Client, code: str
    ) -> None:
        persian, english = client.get(f"/areas/{code}/"), client.get(f"/en/areas/{code}/")
        assert persian.status_code == english.status_code == 404
        assert "کد را بررسی کنید یا نام را جست‌وجو کنید" in persian.content.decode()
        assert "Check the code or search" in english.content.decode()
        assert client.get(f"/areas/{code}.json").json()["status"] == 404

    def test_codes_are_understood_in_persian_digits(self, client: Client) -> None:
        assert "استان تهران" in page(client, "۲۳")


class TestDrawing:
    def test_an_area_keeps_its_form_at_its_latitude(self, client: Client) -> None:
        factories.province_with_two_counties()
        markup = page(client, PROVINCE)
        path = re.search(r'<path class="own" d="([^"]+)"', markup)[1]  # type: ignore[index]
        # One ring, each corner relative to the one before.
        steps = [int(n) for n in re.findall(r"-?\d+", path)]
        xs, ys = list(accumulate(steps[::2])), list(accumulate(steps[1::2]))
        # One degree square between 30° and 31° N: 1 / cos 30.5° = 1.16 times as high as wide.
        ratio = (max(ys) - min(ys)) / (max(xs) - min(xs))
        assert ratio == pytest.approx(1.16, abs=0.01)

    def test_an_area_without_a_boundary_is_a_point_and_says_so(self, client: Client) -> None:
        markup = page(client, "2310")
        assert '<circle class="own"' in markup
        assert "از این جا تنها یک نقطه ثبت شده است" in markup
        assert "مرز این جا هنوز ثبت نشده است" in markup

    def test_the_drawing_names_its_source_and_scale(self, client: Client) -> None:
        figure = re.search(r'<figure class="outline".*?</figure>', page(client, "23"), re.S)[0]  # type: ignore[index]
        assert Area.objects.get(code="23").source.attribution_fa in figure
        assert re.search(r"خط‌کش [۰-۹]+ کیلومتر", figure)


class TestPage:
    @pytest.mark.parametrize("code", SAMPLES)
    def test_it_reads_without_script_or_style_of_its_own(self, client: Client, code: str) -> None:
        for lang in ("", "/en"):
            markup = page(client, code, lang=lang)
            assert "style=" not in markup
            assert not re.search(r"\son[a-z]+=", markup)
            assert re.search(r"<h1[^>]*>", markup)

    @pytest.mark.parametrize("code", SAMPLES)
    def test_english_is_complete(self, client: Client, code: str) -> None:
        text = words(page(client, code, lang="/en"))
        assert not re.findall(r"[\u0600-\u06ff]{2,}[^.]{0,30}", text)

    @pytest.mark.parametrize("code", SAMPLES)
    def test_its_files_are_there(self, client: Client, code: str) -> None:
        links = set(
            re.findall(
                r'href="(/(?:export|areas)/[^"]+\.(?:json|csv|geojson)[^"]*)"', page(client, code)
            )
        )
        assert {link.split("?")[0].rsplit(".", 1)[1] for link in links} == {
            "json",
            "csv",
            "geojson",
        }
        for link in links:
            answer = client.get(link.replace("&amp;", "&"))
            assert answer.status_code == 200, link
            assert answer.getvalue() if answer.streaming else answer.content

    @pytest.mark.parametrize("code", SAMPLES)
    def test_its_queries_are_bounded(
        self, client: Client, code: str, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(25):
            client.get(f"/areas/{code}/")
        with django_assert_max_num_queries(25):
            client.get(f"/areas/{code}.json")

    def test_the_way_down_and_the_map_are_one_click_away(self, client: Client) -> None:
        markup = page(client, "2310-001")
        for link in ("/areas/IR/", "/areas/23/", "/areas/2310/", "/?area=2310&amp;sel=2310-001"):
            assert f'href="{link}"' in markup
        assert 'href="/?area=2310"' in page(client, "2310")

    def test_the_json_is_kept_until_it_changes(self, client: Client) -> None:
        first = client.get("/areas/23.json")
        again = client.get("/areas/23.json", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        Measurement.objects.filter(area_id="23").update(published_value=1)
        changed = client.get("/areas/23.json", headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200

    def test_every_source_stands_with_its_licence(self, client: Client) -> None:
        body = json_of(client, "23")
        named = {source["code"] for source in body["data"]}
        assert {f["source"] for f in body["figures"] if "source" in f} <= named
        text = words(page(client, "23"), foreign="en")
        for source in body["data"]:
            assert source["title_fa"] in text
            assert source["licence"] in text


class TestRegistry:
    def test_an_app_adds_its_section_and_only_one_of_a_name(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Note:
            def as_json(self) -> str:
                return "from another app"

        monkeypatch.setattr(registry, "_sections", dict(registry._sections))
        section = ProfileSection("note", "side", 99, "layers/_house_state.html", lambda _: Note())
        register_section(section)
        register_section(section)
        assert json_of(client, "23")["note"] == "from another app"
        with pytest.raises(ValueError, match="note"):
            register_section(ProfileSection("note", "main", 1, "x.html", lambda _: None))

    def test_a_section_with_nothing_to_say_is_left_out(self, client: Client) -> None:
        assert "children" not in json_of(client, "2310-001")


def test_the_card_and_the_page_tell_the_same(client: Client) -> None:
    card = words(client.get("/areas/2310-002/card/?area=2310&indicator=uninsured").content.decode())
    value = figure_of(client, "2310-002", "uninsured")["value"]
    shown = f"{value:.1f}".translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))
    assert f"{shown}٪" in card
