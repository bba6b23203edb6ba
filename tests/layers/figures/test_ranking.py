"""This file tests the ranks of areas by a figure."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.figures.classes import NotAFigure
from layers.figures.ranking import rank

VALUES = st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12), st.integers(-3, 3)), max_size=30)


def test_equal_figures_share_a_place_and_the_next_place_is_left_out():
    assert rank([10, 30, 20, 20]) == [4, 1, 2, 2]


def test_the_least_can_be_first():
    assert rank([10, 30, 20, 20], higher_first=False) == [1, 4, 2, 2]


def test_a_missing_figure_has_no_place_and_takes_none():
    assert rank([None, 5, math.nan, 7]) == [None, 2, None, 1]
    assert rank([None]) == [None]
    assert rank([]) == []


def test_figures_that_look_equal_share_a_place():
    assert rank([2.54, 2.45, 2.44], decimals=1) == [1, 1, 3]
    assert rank([2.54, 2.45, 2.44]) == [1, 2, 3]


def test_infinities_are_refused():
    with pytest.raises(NotAFigure):
        rank([1, math.inf])


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_a_place_is_one_more_than_the_number_of_better_areas(values, higher_first):
    places = rank(values, higher_first=higher_first)
    present = [value for value in values if value is not None]
    for value, place in zip(values, places, strict=True):
        if value is None:
            assert place is None
            continue
        better = [v for v in present if (v > value if higher_first else v < value)]
        assert place == len(better) + 1
