"""This file formats and parses dates: Jalali for Persian readers, Gregorian for English ones.

Storage is ISO Gregorian dates and aware UTC moments; Jalali exists only at the edge.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import jdatetime

from persian.digits import is_persian, to_ascii, to_persian
from persian.names import fold

IRAN_TIME = ZoneInfo("Asia/Tehran")
LONGEST_DATE = 60
# A year in one of these spans identifies its calendar.
JALALI_YEARS = range(1200, 1600)
GREGORIAN_YEARS = range(1800, 2200)

JALALI_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
# In the order of date.weekday(): Monday first.
PERSIAN_WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
ENGLISH_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# «آذر» and «آذرماه»; some offices write the fifth month «امرداد».
_MONTH_NUMBERS = {
    fold(name + ending): number
    for number, name in [*enumerate(JALALI_MONTHS, start=1), (5, "امرداد")]
    for ending in ("", "ماه")
}
_FOLDED_WEEKDAYS = {fold(name) for name in PERSIAN_WEEKDAYS}
_NUMERIC = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", re.ASCII)
_WORDY = re.compile(r"(\d{1,2})(\D+)(\d{4})", re.ASCII)


def format_date(day: date, *, lang: str = "fa", weekday: bool = False) -> str:
    """A day in words: «۱ آذر ۱۴۰۵» or "22 Nov 2026".

    With weekday, «یکشنبه ۱ آذر ۱۴۰۵» or "Sun 22 Nov 2026". An aware datetime counts as its day in
    Iran; a naive one raises ValueError.
    """
    day = _day_in_iran(day)
    if is_persian(lang):
        jalali = jdatetime.date.fromgregorian(date=day)
        text = to_persian(f"{jalali.day} {JALALI_MONTHS[jalali.month - 1]} {jalali.year}")
        names: tuple[str, ...] = PERSIAN_WEEKDAYS
    else:
        text = f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        names = ENGLISH_WEEKDAYS
    return f"{names[day.weekday()]} {text}" if weekday else text


def format_short_date(day: date, *, lang: str = "fa") -> str:
    """A day in figures, for narrow columns: «۱۴۰۵/۰۹/۰۱» or "2026-11-22"."""
    day = _day_in_iran(day)
    if not is_persian(lang):
        return day.isoformat()
    jalali = jdatetime.date.fromgregorian(date=day)
    return to_persian(f"{jalali.year:04d}/{jalali.month:02d}/{jalali.day:02d}")


def format_moment(moment: datetime, *, lang: str = "fa") -> str:
    """Day and clock in Iran: «۱ آذر ۱۴۰۵، ۱۴:۳۰» or "22 Nov 2026, 14:30".

    Raises ValueError for a naive datetime.
    """
    day = format_date(moment, lang=lang)
    clock = f"{moment.astimezone(IRAN_TIME):%H:%M}"
    return f"{day}، {to_persian(clock)}" if is_persian(lang) else f"{day}, {clock}"


def parse_jalali(text: str) -> date | None:
    """Parse a Jalali date as typed to a Gregorian one; None if it is not a Jalali date.

    Accepts «۱۴۰۵/۹/۱», "1405-09-01", "1/9/1405" (day first if the year is last) and «یکشنبه ۱ آذر
    ۱۴۰۵», in any digits. Years 1200 to 1599 only, so that 2026/11/22 is not read as a Jalali date
    six centuries away.
    """
    parts = _numeric_parts(text) or _wordy_parts(text)
    if parts is None or parts[0] not in JALALI_YEARS:
        return None
    try:
        return jdatetime.date(*parts).togregorian()
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """Parse a date typed in either calendar; None if it is not a date.

    Jalali as in parse_jalali, Gregorian as 2026-11-22 and its like; the year identifies the
    calendar.
    """
    parts = _numeric_parts(text)
    if parts is None or parts[0] not in GREGORIAN_YEARS:
        return parse_jalali(text)
    try:
        return date(*parts)
    except ValueError:
        return None


def is_jalali_leap(year: int) -> bool:
    """Whether Esfand of this Jalali year has 30 days."""
    return bool(jdatetime.date(year, 1, 1).isleap())


def jalali_year_days(year: int | str) -> tuple[date, date]:
    """First and last Gregorian day of a Jalali year, both included.

    year: 1404, "1404" or «۱۴۰۴». Raises ValueError for other text or years outside 1200–1599.
    """
    number = int(to_ascii(str(year)))
    if number not in JALALI_YEARS:
        raise ValueError(f"{number} is no Jalali year between 1200 and 1599")
    last_day = 30 if is_jalali_leap(number) else 29
    return (
        jdatetime.date(number, 1, 1).togregorian(),
        jdatetime.date(number, 12, last_day).togregorian(),
    )


def jalali_year_to_gregorian_span(year: int | str) -> str:
    """The Gregorian years that a Jalali year overlaps: "1404" → "2025–26", "1378" → "1999–2000"."""
    first, last = jalali_year_days(year)
    if first.year // 100 != last.year // 100:
        return f"{first.year}–{last.year}"
    return f"{first.year}–{last.year % 100:02d}"


def year_in_words(year: int | None, lang: str) -> str:
    """A Jalali year: «۱۴۰۴», or "1404 (2025–26)" for English readers; None gives ""."""
    if year is None:
        return ""
    if is_persian(lang):
        return to_persian(str(year))
    return f"{year} ({jalali_year_to_gregorian_span(year)})"


def _day_in_iran(day: date) -> date:
    if not isinstance(day, datetime):
        return day
    if day.tzinfo is None:
        raise ValueError("a moment without time zone has no certain day in Iran")
    return day.astimezone(IRAN_TIME).date()


def _numeric_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a numeric date, not yet checked against a calendar."""
    found = _NUMERIC.fullmatch(to_ascii(text[:LONGEST_DATE]).strip())
    if found is None:
        return None
    first, month, last = (int(part) for part in found.groups())
    return (first, month, last) if first > 31 else (last, month, first)


def _wordy_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a date with a Persian month name, with or without its weekday."""
    words = to_ascii(text[:LONGEST_DATE]).split()
    if words and fold(words[0]) in _FOLDED_WEEKDAYS:
        words = words[1:]
    found = _WORDY.fullmatch(" ".join(words))
    if found is None:
        return None
    month = _MONTH_NUMBERS.get(fold(found[2]))
    return None if month is None else (int(found[3]), month, int(found[1]))
