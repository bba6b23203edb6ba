"""This file tests Jalali and English dates against published calendars and each other."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persian.dates import (
    JALALI_YEARS,
    format_date,
    format_moment,
    format_short_date,
    is_jalali_leap,
    jalali_year_days,
    jalali_year_to_gregorian_span,
    parse_date,
    parse_jalali,
)

FIRST_OF_AZAR = date(2026, 11, 22)
DAYS = st.dates(min_value=date(1822, 1, 1), max_value=date(2199, 12, 31))


def test_a_day_is_written_in_the_calendar_of_its_reader():
    assert format_date(FIRST_OF_AZAR) == "۱ آذر ۱۴۰۵"
    assert format_date(FIRST_OF_AZAR, lang="en") == "22 Nov 2026"


def test_a_day_can_carry_its_weekday():
    assert format_date(FIRST_OF_AZAR, weekday=True) == "یکشنبه ۱ آذر ۱۴۰۵"
    assert format_date(FIRST_OF_AZAR, lang="en", weekday=True) == "Sun 22 Nov 2026"


def test_the_week_from_saturday_has_its_persian_names():
    week = [date(2026, 11, 21) + timedelta(days=day) for day in range(7)]
    names = [format_date(day, weekday=True).split()[0] for day in week]
    assert names == ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]


def test_a_narrow_column_gets_figures():
    assert format_short_date(FIRST_OF_AZAR) == "۱۴۰۵/۰۹/۰۱"
    assert format_short_date(FIRST_OF_AZAR, lang="en") == "2026-11-22"


def test_an_evening_in_london_is_the_next_day_in_iran():
    late = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert format_date(late) == "۱ آذر ۱۴۰۵"
    assert format_short_date(late, lang="en") == "2026-11-22"
    assert format_moment(late) == "۱ آذر ۱۴۰۵، ۰۰:۳۰"
    assert format_moment(late, lang="en") == "22 Nov 2026, 00:30"


def test_a_moment_without_time_zone_is_refused():
    naive = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 - the mistake under test
    for write in (format_date, format_short_date, format_moment):
        with pytest.raises(ValueError, match="time zone"):
            write(naive)


@pytest.mark.parametrize(
    "text",
    [
        "1405/9/1",
        "۱۴۰۵/۰۹/۰۱",
        "١٤٠٥-٠٩-٠١",
        "1405.9.1",
        "1/9/1405",
        " ۱ آذر ۱۴۰۵ ",
        "۱ آذرماه ۱۴۰۵",
        "۱ آذر ماه ۱۴۰۵",
        "یکشنبه ۱ آذر ۱۴۰۵",
        "یک‌شنبه ۱ آذر ۱۴۰۵",
        "۱آذر۱۴۰۵",
    ],
)
def test_a_jalali_date_is_read_in_its_usual_spellings(text):
    assert parse_jalali(text) == FIRST_OF_AZAR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "تهران",
        "1405/13/1",
        "1405/7/31",
        "1404/12/30",
        "1405/0/1",
        "05/9/1",
        "2026/11/22",
        "۱ نوامبر ۱۴۰۵",
        "1405/9",
        "1" * 10_000,
        "1/" * 10_000,
    ],
)
def test_what_is_no_jalali_date_is_refused(text):
    assert parse_jalali(text) is None


@pytest.mark.parametrize(
    "text", ["2026-11-22", "۲۰۲۶/۱۱/۲۲", "22/11/2026", "1405/9/1", "۱ آذر ۱۴۰۵"]
)
def test_the_year_tells_which_calendar_was_meant(text):
    assert parse_date(text) == FIRST_OF_AZAR


@pytest.mark.parametrize("text", ["2026-02-30", "1700-01-01", "2026", "soon"])
def test_what_is_a_date_in_neither_calendar_is_refused(text):
    assert parse_date(text) is None


def test_leap_years_are_those_of_the_official_calendar():
    # The published leap years since 1370; 1403 → 1408 is the five-year step.
    official = {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420}
    assert {year for year in range(1370, 1424) if is_jalali_leap(year)} == official


@pytest.mark.parametrize(
    ("year", "new_year"),
    [
        (1357, date(1978, 3, 21)),
        (1375, date(1996, 3, 20)),
        (1395, date(2016, 3, 20)),
        (1403, date(2024, 3, 20)),
        (1404, date(2025, 3, 21)),
        (1405, date(2026, 3, 21)),
    ],
)
def test_nowruz_falls_on_its_published_day(year, new_year):
    assert jalali_year_days(year)[0] == new_year
    assert jalali_year_days(year - 1)[1] == new_year - timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "span"),
    [("1404", "2025–26"), ("۱۳۹۵", "2016–17"), (1378, "1999–2000"), (1388, "2009–10")],
)
def test_a_jalali_year_lies_in_two_gregorian_ones(year, span):
    assert jalali_year_to_gregorian_span(year) == span


@pytest.mark.parametrize("year", ["2025", "0", "", "سال"])
def test_a_year_outside_the_jalali_ones_is_refused(year):
    with pytest.raises(ValueError, match=r"year|invalid literal"):
        jalali_year_to_gregorian_span(year)


@given(DAYS)
def test_a_written_date_reads_back_as_the_same_day(day):
    for weekday in (False, True):
        assert parse_jalali(format_date(day, weekday=weekday)) == day
    assert parse_jalali(format_short_date(day)) == day
    assert parse_date(format_short_date(day, lang="en")) == day


@given(st.sampled_from(JALALI_YEARS))
def test_each_jalali_year_begins_the_day_after_the_one_before_ended(year):
    first, last = jalali_year_days(year)
    assert (last - first).days + 1 == (366 if is_jalali_leap(year) else 365)
    if year + 1 in JALALI_YEARS:
        assert jalali_year_days(year + 1)[0] == last + timedelta(days=1)


@given(st.text(alphabet="۰۱۲۳4567/-. آذرماهشنبه\u200c", max_size=40))
def test_no_text_makes_reading_fail(text):
    parsed = parse_date(text)
    assert parsed is None or isinstance(parsed, date)
