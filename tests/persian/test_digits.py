"""This file tests that figures are formatted in both languages and parse back unchanged."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persian.digits import (
    MINUS,
    format_number,
    format_percent,
    is_persian,
    parse_number,
    round_half_up,
    to_ascii,
    to_persian,
)

FIGURES = st.floats(min_value=-1e12, max_value=1e12)
LANGUAGES = st.sampled_from(["fa", "en"])
DECIMALS = st.integers(min_value=0, max_value=6)


def test_ascii_and_arabic_digits_become_persian_and_nothing_else_changes():
    assert to_persian("a1٢3،.") == "a۱۲۳،."


def test_persian_and_arabic_digits_become_ascii():
    assert to_ascii("۱۴۰۵ و ٤٥٦") == "1405 و 456"


@given(st.text())
def test_digits_turned_to_ascii_and_back_are_persian(text):
    assert to_persian(to_ascii(text)) == to_persian(text)
    assert to_ascii(to_persian(text)) == to_ascii(text)


@pytest.mark.parametrize(
    ("code", "persian"),
    [("fa", True), ("fa-ir", True), ("FA", True), ("en", False), ("fat", False)],
)
def test_only_persian_codes_ask_for_persian(code, persian):
    assert is_persian(code) is persian


@pytest.mark.parametrize(
    ("value", "decimals", "persian", "english"),
    [
        (0, 0, "۰", "0"),
        (1234567, 0, "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        (12345.678, 2, "۱۲٬۳۴۵٫۶۸", "12,345.68"),
        (-3.5, 1, "−۳٫۵", "−3.5"),
        (-0.04, 1, "۰٫۰", "0.0"),
        (12, 1, "۱۲٫۰", "12.0"),
        (1e12, 0, "۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰", "1,000,000,000,000"),
        (1e-9, 3, "۰٫۰۰۰", "0.000"),
        (Decimal("2.675"), 2, "۲٫۶۸", "2.68"),
        (np.float64(0.125), 2, "۰٫۱۳", "0.13"),
        (np.int64(1234), 0, "۱٬۲۳۴", "1,234"),
        (1234, -1, "۱٬۲۳۰", "1,230"),
        (None, 1, "—", "—"),
        (math.nan, 1, "—", "—"),
    ],
)
def test_a_figure_carries_the_marks_of_its_language(value, decimals, persian, english):
    assert format_number(value, decimals=decimals, lang="fa") == persian
    assert format_number(value, decimals=decimals, lang="en") == english


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_an_infinite_figure_is_refused(value):
    with pytest.raises(ValueError, match="inf"):
        format_number(value)
    with pytest.raises(ValueError, match="inf"):
        round_half_up(value, 1)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (0.285, 2, 0.29),
        (1234, -2, 1200),
        (1250, -2, 1300),
        (1e300, 2, 1e300),
    ],
)
def test_halves_of_what_a_person_reads_go_away_from_zero(value, decimals, expected):
    assert round_half_up(value, decimals) == expected


def test_minus_zero_is_zero():
    assert math.copysign(1, round_half_up(-0.01, 1)) == 1


@pytest.mark.parametrize(
    ("value", "persian", "english"),
    [(12.5, "۱۲٫۵٪", "12.5%"), (-0.25, "−۰٫۳٪", "−0.3%"), (None, "—", "—")],
)
def test_a_percentage_has_the_mark_of_its_language_after_it(value, persian, english):
    assert format_percent(value) == persian
    assert format_percent(value, lang="en") == english


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("۱۲٫۵", 12.5),
        ("۱٬۲۳۴٬۵۶۷", 1234567),
        ("1,234.5", 1234.5),
        (" -3 ", -3),
        ("−۳", -3),
        ("\u200e−۳", -3),
        ("+٧", 7),
        ("٤٥٦", 456),
    ],
)
def test_a_number_typed_in_either_language_is_read(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "—", "12,5", "۱٬۲۳", "1,234,5", "۱۲/۵", "12%", "nan", "inf", "1e5", "0x1", "1 2", "."],
)
def test_what_is_not_surely_a_number_is_refused(text):
    assert parse_number(text) is None


def test_an_endless_number_is_refused_without_being_read():
    assert parse_number("1" * 200) is not None
    assert parse_number("1" * 201) is None
    assert parse_number("1," * 100_000) is None


@given(FIGURES, DECIMALS, LANGUAGES)
def test_a_written_figure_reads_back_as_the_rounded_one(value, decimals, lang):
    written = format_number(value, decimals=decimals, lang=lang)
    assert parse_number(written) == round_half_up(value, decimals)


@given(FIGURES, DECIMALS)
def test_rounding_moves_a_figure_by_half_a_step_at_most_and_only_once(value, decimals):
    rounded = round_half_up(value, decimals)
    # The slack is the float's own spacing.
    slack = math.ulp(value) + math.ulp(rounded)
    assert abs(rounded - value) <= 0.5 * 10**-decimals + slack
    assert round_half_up(rounded, decimals) == rounded


@given(FIGURES, FIGURES, DECIMALS)
def test_figures_look_the_same_exactly_when_they_round_the_same(first, second, decimals):
    looks = [format_number(value, decimals=decimals) for value in (first, second)]
    rounded = [round_half_up(value, decimals) for value in (first, second)]
    assert (looks[0] == looks[1]) is (rounded[0] == rounded[1])


@given(FIGURES, FIGURES, DECIMALS)
def test_rounding_keeps_the_order(first, second, decimals):
    low, high = sorted([first, second])
    assert round_half_up(low, decimals) <= round_half_up(high, decimals)


@given(FIGURES)
def test_a_sign_is_never_an_ascii_hyphen(value):
    written = format_number(value, decimals=2)
    assert "-" not in written
    assert (MINUS in written) is (round_half_up(value, 2) < 0)
