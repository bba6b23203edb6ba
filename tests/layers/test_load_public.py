"""This file tests the public fixtures and the command that loads them."""

import re
from datetime import date
from io import StringIO

import pytest
import shapely
from django.core.management import call_command
from django.db.models import Count

from layers.geos import to_shapely
from layers.loading.public import load_public
from layers.models import (
    Agency,
    Area,
    CurrentEdition,
    Edition,
    House,
    Level,
    Measurement,
    PackageList,
    PackageListEntry,
    Prison,
    Settlement,
    Source,
)
from persian.names import display_name
from sample.without_history import event_models

pytestmark = pytest.mark.django_db

PERSIAN = re.compile(r"[\u0621-\u063a\u0641-\u0642\u0644-\u0648پچژکگی\u200c ()‌]+")


def figure(area: str, indicator: str, year: int) -> float:
    return Measurement.objects.get(
        area_id=area, indicator__code=indicator, year=year, is_preferred=True
    ).value


def test_there_are_31_provinces_with_the_codes_of_the_statistical_centre():
    provinces = Area.objects.filter(level=Level.PROVINCE, synthetic=False)
    names = dict(provinces.values_list("code", "name_fa"))
    assert sorted(names) == [f"{number:02}" for number in range(31)]
    assert names["23"] == "تهران"
    assert names["30"] == "البرز"
    assert names["00"] == "مرکزی"
    assert names["11"] == "سیستان و بلوچستان"
    assert provinces.get(code="23").name_en == "Tehran"


def test_provinces_are_one_coverage_whose_union_is_the_country():
    rows = Area.objects.filter(level=Level.PROVINCE)
    shapes = shapely.from_wkb([bytes(row.boundary.wkb) for row in rows])
    iran = to_shapely(Area.objects.get(code="IR").boundary)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(iran.area)
    # Iran has 1,648,195 km² by the Statistical Centre; the coarse outline holds it within 3 %.
    total_km2 = sum(row.area_m2 for row in rows) / 1e6
    assert total_km2 == pytest.approx(1_648_195, rel=0.03)


def test_tehran_lies_in_tehran_and_karaj_in_alborz():
    for name, code in (("تهران", "23"), ("کرج", "30"), ("اصفهان", "10"), ("زاهدان", "11")):
        town = Settlement.objects.get(name_fa=name)
        assert town.province_code == code
        assert Area.objects.get(level=Level.PROVINCE, code=code).boundary.covers(town.location)


def test_23_counties_are_points_with_the_census_of_1395():
    counties = Area.objects.filter(level=Level.COUNTY, synthetic=False)
    assert counties.filter(province_code="23").count() == 16
    assert counties.filter(province_code="30").count() == 7
    assert not counties.exclude(boundary=None).exists()
    assert figure("2310", "population", 1395) == 548_620
    assert figure("23", "population", 1395) == 13_267_637
    assert figure("30", "population", 1395) == 2_712_400
    assert figure("IR", "population", 1395) == 79_926_270
    for province, total in (("23", 13_267_637), ("30", 2_712_400)):
        parts = Measurement.objects.filter(
            area__level=Level.COUNTY, area__code__startswith=province, year=1395
        )
        assert sum(part.value for part in parts) == total


def test_figures_carry_the_day_of_their_document_where_it_has_one():
    row = Measurement.objects.get(area_id="30", indicator__code="large_prisons")
    assert row.as_of == row.source.published_on == date(2022, 10, 27)
    assert Measurement.objects.get(area_id="2310", year=1395).as_of == date(2016, 9, 24)


def test_chaharbagh_is_younger_than_the_census_and_has_no_figure():
    assert Area.objects.get(code="3007").name_fa == "چهارباغ"
    assert not Measurement.objects.filter(area_id="3007", synthetic=False).exists()


def test_every_province_is_shown_with_towns_in_clean_persian():
    towns = Settlement.objects.filter(synthetic=False)
    assert 300 <= towns.count() <= 360
    by_province = towns.values("province_code").annotate(number=Count("pk"))
    assert len(by_province) == 31
    assert min(row["number"] for row in by_province) >= 7
    for town in towns:
        assert PERSIAN.fullmatch(town.name_fa), town.name_fa
        assert display_name(town.name_fa) == town.name_fa
        assert town.name_en.isascii()
    assert towns.values("name_fa", "province_code").distinct().count() == towns.count()


def test_two_prisons_are_listed_without_a_position_and_say_so():
    prisons = Prison.objects.filter(synthetic=False)
    assert prisons.count() == 5
    unknown = prisons.filter(location=None)
    assert unknown.count() == 2
    assert all("نامعلوم" in prison.location_note_fa for prison in unknown)
    assert all("unknown" in prison.location_note_en for prison in unknown)
    assert prisons.get(code="prison-gohardasht").status == Prison.Status.REPORTED_CLOSED


def test_the_three_emdad_houses_are_facts_with_their_source():
    houses = House.objects.filter(synthetic=False)
    assert dict(houses.values_list("name_fa", "state")) == {
        "خانهٔ امداد چیذر": "ready",
        "خانهٔ امداد قیطریه": "ready",
        "خانهٔ امداد دربند": "planned",
    }
    assert set(houses.values_list("county_code", "agency", "source__code")) == {
        ("2304", "emdad", "shemiranat-meeting")
    }
    assert not houses.exclude(location=None).exists()


def test_conflicting_figures_are_both_kept():
    both = Measurement.objects.filter(indicator__code="target_neighbourhoods", area_id="IR")
    assert {(row.value, row.is_preferred, row.year) for row in both} == {
        (2_020, True, 1401),
        (2_200, False, 1401),
    }
    assert figure("23", "target_neighbourhoods", 1401) == 234
    assert figure("2310", "target_neighbourhoods", 1401) == 8
    assert figure("30", "target_neighbourhoods", 1401) == 66
    assert figure("30", "target_neighbourhoods", 1400) == 55
    assert figure("30", "large_prisons", 1401) == 4


def test_numbers_that_are_not_of_persons_are_never_withheld():
    for area, indicator in (("30", "large_prisons"), ("2304", "target_neighbourhoods")):
        row = Measurement.objects.get(area_id=area, indicator__code=indicator, year=1401)
        assert row.published_value == row.value


def test_both_lists_of_seven_packages_are_there_and_one_is_the_default():
    assert PackageList.objects.get(is_default=True).code == "shemiranat"
    entries = PackageListEntry.objects.values_list("package_list_id", "package_id")
    lists = {code: {package for name, package in entries if name == code} for code, _ in entries}
    assert {code: len(packages) for code, packages in lists.items()} == {
        "shemiranat": 7,
        "iran-newspaper": 7,
    }
    assert lists["shemiranat"] - lists["iran-newspaper"] == {"women-family"}
    assert lists["iran-newspaper"] - lists["shemiranat"] == {"neighbourhood-structures"}
    assert list(Agency.objects.values_list("code", flat=True)) == [
        "emdad",
        "ehsan",
        "behzisti",
        "helal",
    ]


def test_every_public_source_names_its_licence_in_both_languages():
    for source in Source.objects.filter(synthetic=False):
        assert source.licence
        assert source.title_fa
        assert source.title_en.isascii()
        assert "import" not in source.title_en, "a heading names the source, not what it is for"
        assert source.attribution_fa
        assert source.attribution_en


def test_the_map_finds_an_edition_for_every_province():
    in_force = CurrentEdition.objects.filter(level=Level.PROVINCE)
    assert in_force.count() == 31
    assert CurrentEdition.objects.get(level=Level.COUNTRY).province_code == ""
    assert Edition.objects.get(code="provinces-natural-earth").source.licence == "public domain"


def test_loading_again_changes_nothing_and_leaves_no_event():
    events = {event: event.objects.count() for event in event_models().values()}
    versions = list(Area.objects.order_by("pk").values_list("pk", "version"))
    out = StringIO()
    call_command("load_public", stdout=out)
    assert {event: event.objects.count() for event in events} == events
    assert list(Area.objects.order_by("pk").values_list("pk", "version")) == versions
    assert "Areas: 0 rows added" in out.getvalue()
    assert "جاها: ۰ ردیف اضافه شد" in out.getvalue()


def test_loading_again_leaves_what_somebody_edited(capsys: pytest.CaptureFixture[str]):
    House.objects.filter(code="house-emdad-chizar").update(state="open")
    Prison.objects.filter(code="prison-evin").delete()
    outcomes = {outcome.model: outcome for outcome in load_public()}
    assert outcomes[House].different == 1
    assert outcomes[Prison].added == 1
    assert House.objects.get(code="house-emdad-chizar").state == "open"
