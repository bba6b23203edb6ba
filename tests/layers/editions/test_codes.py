"""This file tests the codes assigned to new neighbourhoods and editions by imports and planning."""

import pytest

from layers.editions.codes import NeighbourhoodCodes, free_edition_code
from layers.editions.lineage import is_renamed
from layers.models import AreaCode, Level
from tests.layers import factories as ground


@pytest.mark.django_db
def test_a_code_that_was_ever_given_is_not_given_again() -> None:
    ground.province_with_two_counties()
    # 9901-007 is no longer in any edition.
    for number in (1, 7):
        AreaCode.objects.create(code=f"9901-{number:03d}", level=Level.NEIGHBOURHOOD)
    codes = NeighbourhoodCodes()
    given = [codes.next_code("9901"), codes.next_code("9901"), codes.next_code("9902")]
    assert given == ["9901-008", "9901-009", "9902-001"]


@pytest.mark.django_db
def test_a_county_whose_numbers_are_used_up_gets_none() -> None:
    ground.province_with_two_counties()
    AreaCode.objects.create(code="9901-999", level=Level.NEIGHBOURHOOD)
    assert NeighbourhoodCodes().next_code("9901") is None


@pytest.mark.django_db
def test_an_edition_of_a_taken_code_gets_a_number() -> None:
    assert free_edition_code("planning-99-20261130") == "planning-99-20261130"
    ground.edition(Level.NEIGHBOURHOOD, "planning-99-20261130")
    ground.edition(Level.NEIGHBOURHOOD, "planning-99-20261130-2")
    assert free_edition_code("planning-99-20261130") == "planning-99-20261130-3"


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    [
        ("اسلام‌شهر", "اسلامشهر", False),
        ("محلهٔ قائمیه", "قائمیه", False),
        ("علي‌آباد", "علی آباد", False),
        ("قائمیه", "مهدیه", True),
    ],
)
def test_a_new_name_is_more_than_another_spelling(before: str, after: str, renamed: bool) -> None:
    assert is_renamed(before, after) is renamed
