"""This file tests class breaks against brute force, numpy and the laws every legend must keep."""

import math
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layers.figures.classes import ClassRange, Method, NotAFigure, Note, classify
from persian.digits import format_number, round_half_up

METHODS = list(Method)
FIGURES = st.one_of(
    st.integers(min_value=-3, max_value=6),
    st.decimals(min_value=0, max_value=100, places=2),
    st.floats(min_value=-1e12, max_value=1e12),
    st.floats(min_value=-1e-3, max_value=1e-3),
)
VALUES = st.lists(st.one_of(FIGURES, st.none(), st.just(math.nan)), max_size=40)
CLASSES = st.integers(min_value=1, max_value=9)
DECIMALS = st.integers(min_value=0, max_value=4)


def bounds(found):
    return [(each.low, each.high, each.count) for each in found.ranges]


@pytest.mark.parametrize("method", METHODS)
def test_without_any_figure_there_is_no_class(method):
    for values in ([], [None, math.nan]):
        found = classify(values, method=method, classes=5, decimals=1)
        assert found.ranges == ()
        assert found.indices == (-1,) * len(values)
        assert found.note is Note.NO_VALUES
        assert found.class_of(3) is None


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("values", [[7.0], [7.0] * 5, [7.04, 6.96, None]])
def test_figures_that_all_look_equal_make_one_class(method, values):
    found = classify(values, method=method, classes=5, decimals=1)
    count = sum(value is not None for value in values)
    assert found.ranges == (ClassRange(index=0, low=7.0, high=7.0, count=count),)
    assert found.note is Note.ALL_EQUAL
    assert found.class_of(7) == 0


@pytest.mark.parametrize("method", [Method.QUANTILE, Method.NATURAL_BREAKS])
def test_fewer_different_figures_than_classes_make_a_class_each(method):
    found = classify([1, 2, 3, 3], method=method, classes=5, decimals=0)
    assert bounds(found) == [(1, 1, 1), (2, 2, 1), (3, 3, 2)]
    assert (found.requested, found.note) == (5, Note.FEWER_CLASSES)


def test_an_interval_without_figures_gives_no_class():
    # Width (100 − 0)/5 = 20: only the first and the last interval hold figures.
    found = classify([0, 1, 2, 100], method=Method.EQUAL_INTERVALS, classes=5, decimals=0)
    assert bounds(found) == [(0, 2, 3), (100, 100, 1)]
    assert found.note is Note.FEWER_CLASSES


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("infinite", [math.inf, -math.inf, np.float64("inf")])
def test_infinities_are_refused(method, infinite):
    with pytest.raises(NotAFigure):
        classify([1, infinite], method=method, classes=3, decimals=1)


@pytest.mark.parametrize("classes", [0, -1])
def test_a_map_without_classes_is_refused(classes):
    with pytest.raises(ValueError, match="one class at least"):
        classify([1], method=Method.QUANTILE, classes=classes, decimals=1)


def test_a_figure_on_the_bound_of_an_interval_opens_the_upper_class():
    # Width 0.9/3 = 0.3, but three times the float 0.3 is less than the float 0.9.
    found = classify([0, 0.2, 0.3, 0.6, 0.9], method=Method.EQUAL_INTERVALS, classes=3, decimals=1)
    assert bounds(found) == [(0, 0.2, 2), (0.3, 0.3, 1), (0.6, 0.9, 2)]


def test_many_equal_figures_stay_in_one_quantile():
    found = classify([0] * 6 + [1, 2, 3, 4], method=Method.QUANTILE, classes=5, decimals=0)
    # The 2nd, 4th and 6th figures are 0, the 8th is 2.
    assert bounds(found) == [(0, 0, 6), (1, 2, 2), (3, 4, 2)]
    assert found.note is Note.FEWER_CLASSES


def test_areas_that_show_the_same_figure_share_a_class():
    # 2.45 and 2.54 both display as 2.5, but a quantile of the raw values would separate them.
    found = classify([1, 2.45, 2.54, 4], method=Method.QUANTILE, classes=2, decimals=1)
    assert found.indices == (0, 0, 0, 1)
    assert bounds(found) == [(1, 2.5, 3), (4, 4, 1)]


def test_natural_breaks_fall_into_the_gaps():
    values = [42.3, 46.7, 50.2, 55.6, 44.0, 51.9, 80, 81]
    found = classify(values, method=Method.NATURAL_BREAKS, classes=3, decimals=1)
    assert bounds(found) == [(42.3, 46.7, 3), (50.2, 55.6, 3), (80, 81, 2)]
    assert found.indices == (0, 0, 1, 1, 0, 1, 2, 2)
    assert found.note is Note.NONE


def test_natural_breaks_weigh_squares_of_distances():
    # 0 | 12 16 21 23 (mean 18): 36 + 4 + 9 + 25 = 74.
    # 0 12 (mean 6) | 16 21 23 (mean 20): 36 + 36 + 16 + 1 + 9 = 98.
    found = classify([0, 12, 16, 21, 23], method=Method.NATURAL_BREAKS, classes=2, decimals=0)
    assert bounds(found) == [(0, 0, 1), (12, 23, 4)]


def test_a_figure_of_another_year_takes_the_last_class_that_begins_below_it():
    found = classify([10, 20, 30, 40], method=Method.QUANTILE, classes=2, decimals=0)
    assert [found.class_of(value) for value in (-5, 10, 29.4, 29.5, 99)] == [0, 0, 0, 1, 1]
    assert found.class_of(None) is None
    assert found.class_of(math.nan) is None


def test_small_gaps_beside_huge_figures_are_not_lost():
    values = [1, 2, 11, 12, 10**12]
    found = classify(values, method=Method.NATURAL_BREAKS, classes=3, decimals=0)
    assert bounds(found) == [(1, 2, 2), (11, 12, 2), (1e12, 1e12, 1)]


def test_figures_at_the_ends_of_the_floats_do_not_overflow():
    for method in METHODS:
        values = [-1.7e308, -1.7e308, -1.6e308, 1.7e308]
        found = classify(values, method=method, classes=2, decimals=0)
        assert [each.count for each in found.ranges] == ([2, 2] if method == "quantile" else [3, 1])


def test_two_thousand_different_figures_are_parted_quickly_and_wholly():
    values = np.random.default_rng(1).normal(size=2_200)
    found = classify(values.tolist(), method=Method.NATURAL_BREAKS, classes=7, decimals=6)
    assert len(found.ranges) == 7
    assert sum(each.count for each in found.ranges) == 2_200


@settings(deadline=None)
@given(VALUES, CLASSES, DECIMALS, st.sampled_from(METHODS))
def test_every_legend_is_true(values, classes, decimals, method):
    found = classify(values, method=method, classes=classes, decimals=decimals)
    shown = [None if v is None or math.isnan(v) else round_half_up(v, decimals) for v in values]
    present = [value for value in shown if value is not None]

    assert len(found.ranges) <= min(classes, len(set(present)))
    assert sum(each.count for each in found.ranges) == len(present)
    for low, high in pairwise(found.ranges):
        assert low.high < high.low
    for index, each in enumerate(found.ranges):
        members = [v for v, at in zip(shown, found.indices, strict=True) if at == index]
        assert each == ClassRange(index, min(members), max(members), len(members))
    for value, figure, index in zip(values, shown, found.indices, strict=True):
        assert (index == -1) is (figure is None)
        assert found.class_of(value) == (None if figure is None else index)
    assert (found.note is Note.NONE) is (len(found.ranges) == classes and len(set(present)) > 1)


@settings(deadline=None)
@given(st.data(), VALUES, CLASSES, DECIMALS, st.sampled_from(METHODS))
def test_classes_do_not_depend_on_the_order_of_the_areas(data, values, classes, decimals, method):
    order = data.draw(st.permutations(range(len(values))))
    found = classify(values, method=method, classes=classes, decimals=decimals)
    again = classify([values[i] for i in order], method=method, classes=classes, decimals=decimals)
    assert again.ranges == found.ranges
    assert again.indices == tuple(found.indices[i] for i in order)


@settings(deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=40), CLASSES, DECIMALS, st.sampled_from(METHODS))
def test_areas_that_look_the_same_in_the_table_look_the_same_on_the_map(
    values, classes, decimals, method
):
    found = classify(values, method=method, classes=classes, decimals=decimals)
    seen = {}
    for value, index in zip(values, found.indices, strict=True):
        text = format_number(value, decimals=decimals)
        assert seen.setdefault(text, index) == index


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.sampled_from([1, 2, 4, 8]))
def test_quantiles_are_those_of_numpy(values, classes):
    # Powers of two are exact in floats, so numpy's cuts are exact too.
    shares = np.arange(1, classes) / classes
    cuts = np.unique(np.quantile(values, shares, method="inverted_cdf"))
    expected = np.searchsorted(cuts, values)
    found = classify(values, method=Method.QUANTILE, classes=classes, decimals=0)
    assert list(found.indices) == expected.tolist()


@settings(deadline=None)
@given(st.integers(2, 60), st.integers(2, 9))
def test_quantiles_of_different_figures_differ_by_one_area_at_most(count, classes):
    assume(classes <= count)
    found = classify(list(range(count)), method=Method.QUANTILE, classes=classes, decimals=0)
    counts = [each.count for each in found.ranges]
    assert len(counts) == classes
    assert max(counts) - min(counts) <= 1


@settings(deadline=None)
@given(st.lists(st.integers(-200, 200), min_size=2, max_size=40), CLASSES)
def test_no_interval_is_wider_than_its_share_of_the_span(values, classes):
    assume(len(set(values)) > 1)
    found = classify(values, method=Method.EQUAL_INTERVALS, classes=classes, decimals=0)
    low, span = min(values), max(values) - min(values)
    for value, index in zip(values, found.indices, strict=True):
        opening = max(c for c in range(classes) if low + Fraction(span * c, classes) <= value)
        opening_of_low = max(
            c
            for c in range(classes)
            if low + Fraction(span * c, classes) <= int(found.ranges[index].low)
        )
        assert opening == opening_of_low


def spread(group):
    mean = sum(group) / len(group)
    return sum((value - mean) ** 2 for value in group)


def spread_of_classes(values, indices):
    groups = {}
    for value, index in zip(values, indices, strict=True):
        groups.setdefault(index, []).append(value)
    return sum(map(spread, groups.values()))


def least_spread(values, classes):
    """The best of all partitions into consecutive classes, by trying each."""
    distinct = sorted(set(values))
    found = []
    for cuts in combinations(range(1, len(distinct)), classes - 1):
        lows = [distinct[cut] for cut in cuts]
        indices = [sum(low <= value for low in lows) for value in values]
        found.append(spread_of_classes(values, indices))
    return min(found)


@settings(deadline=None)
@given(
    st.one_of(
        st.lists(st.integers(0, 9), min_size=1, max_size=9),
        st.lists(st.integers(10**12, 10**12 + 30), min_size=1, max_size=9),
        st.lists(st.sampled_from([1, 2, 5, 7, 8, 10**6, 10**12]), min_size=1, max_size=9),
        st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8),
    ),
    st.integers(1, 5),
)
def test_no_other_partition_has_less_spread_than_natural_breaks(values, classes):
    found = classify(values, method=Method.NATURAL_BREAKS, classes=classes, decimals=0)
    made = min(classes, len(set(values)))
    assert len(found.ranges) == made
    exact = [Fraction(value) for value in values]
    reached, least = spread_of_classes(exact, found.indices), least_spread(exact, made)
    assert reached <= least * (1 + Fraction(1, 10**12))


@settings(deadline=None)
@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.integers(1, 4))
def test_the_unit_of_a_figure_does_not_change_how_good_its_natural_breaks_are(values, classes):
    whole = classify(values, method=Method.NATURAL_BREAKS, classes=classes, decimals=0)
    tiny = classify(
        [value / 10**6 for value in values],
        method=Method.NATURAL_BREAKS,
        classes=classes,
        decimals=6,
    )
    exact = [Fraction(value) for value in values]
    in_whole, in_tiny = (spread_of_classes(exact, found.indices) for found in (whole, tiny))
    assert math.isclose(in_whole, in_tiny, rel_tol=1e-9)
