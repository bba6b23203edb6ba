"""This file tests that the address holds the whole view, and that invalid values are refused."""

import pytest
from django.http import QueryDict

from layers.map_view.view_state import ViewState, read_view
from layers.models import Level
from layers.problems import BadParameter


def view_of(query: str) -> ViewState:
    return read_view(QueryDict(query))


def test_the_plain_address_is_the_country_with_every_default() -> None:
    assert view_of("") == ViewState()
    assert ViewState().query() == "?"


@pytest.mark.parametrize(
    "query",
    [
        "area=23&level=neighbourhood",
        "area=23&indicator=illiteracy&year=1404&method=equal_intervals&classes=7",
        "mute=0,2,nodata",
        "figures=60&layers=schools:80,houses:100&sel=2310-005",
        "rows=all&layers=none",
        "layers=houses:100,blocks:50,prisons:100&under=places,prisons",
        "under=none",
        "map=35.7000,51.4000,9.25",
    ],
)
def test_an_address_read_and_written_is_the_same_address(query: str) -> None:
    assert view_of(query).query() == f"?{query}"


def test_codes_in_persian_digits_are_the_same_codes() -> None:
    assert view_of("area=۲۳&sel=۲۳۱۰") == view_of("area=23&sel=2310")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("area=23&area=30", "area"),
        ("level=street", "level"),
        ("year=soon", "year"),
        ("classes=8", "classes"),
        ("method=guess", "method"),
        ("mute=7", "mute"),
        ("mute=1,1", "mute"),
        ("rows=many", "rows"),
        ("figures=101", "figures"),
        ("layers=moon:50", "layers"),
        ("layers=provinces:50", "layers"),
        ("layers=schools:101", "layers"),
        ("layers=schools,schools", "layers"),
        ("under=moon", "under"),
        ("under=blocks,blocks", "under"),
        ("under=figures", "under"),
        ("map=here", "map"),
        ("map=91,51,9", "map"),
        ("map=nan,51,9", "map"),
    ],
)
def test_a_wrong_parameter_is_named(query: str, parameter: str) -> None:
    with pytest.raises(BadParameter) as refused:
        view_of(query)
    assert refused.value.parameter == parameter


def test_going_elsewhere_forgets_what_belonged_to_the_old_place() -> None:
    before = view_of("area=23&level=neighbourhood&sel=2310-005&map=35.7,51.4,9&mute=1&rows=all")
    assert before.changed(area="30").parameters() == {"area": "30"}


def test_another_indicator_keeps_the_place_and_forgets_year_and_muted_classes() -> None:
    before = view_of("area=23&indicator=illiteracy&year=1403&mute=1&sel=2310")
    after = before.changed(indicator="uninsured").parameters()
    assert after == {"area": "23", "indicator": "uninsured", "sel": "2310"}


def test_choosing_what_is_chosen_already_forgets_nothing() -> None:
    before = view_of("area=23&sel=2310")
    assert before.changed(area="23") == before


def test_a_level_can_be_chosen_together_with_the_place() -> None:
    view = ViewState().changed(area="23", level=Level.NEIGHBOURHOOD)
    assert view.query() == "?area=23&level=neighbourhood"
