"""This file tests messages: one text, two languages, harmless values."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import gettext_lazy, override

from layers.messages import Digits, Message, Names, Number, Percent, Verbatim, counted, message


def said(value: object, lang: str) -> str:
    """The value alone in a sentence."""
    return message("{value}", value=value).in_language(lang)


def test_the_active_language_decides_how_a_message_reads():
    not_found = message("پیدا نشد")
    with override("fa"):
        assert f"{not_found}" == "پیدا نشد"
    with override("en"):
        assert f"{not_found}" == "Not found"
    with override(None):
        assert str(not_found) == "پیدا نشد"


def test_a_message_has_both_languages_whatever_is_active():
    with override("en"):
        assert message("پیدا نشد").fa == "پیدا نشد"
    with override("fa"):
        assert message("پیدا نشد").en == "Not found"


def test_a_text_without_english_stays_persian():
    assert message("متنی بی ترجمه {count}", count=1234).en == "متنی بی ترجمه 1,234"
    assert message("").en == ""


def test_a_language_we_do_not_have_reads_english():
    assert message("پیدا نشد").in_language("de") == "Not found"
    assert message("پیدا نشد").in_language("fa-ir") == "پیدا نشد"
    assert message("پیدا نشد").in_language("en-gb") == "Not found"


@pytest.mark.parametrize(
    ("value", "fa", "en"),
    [
        (1234, "۱٬۲۳۴", "1,234"),
        (0.125, "۰٫۱۳", "0.13"),
        (-3.0, "−۳", "−3"),
        (Number(12.34, decimals=1), "۱۲٫۳", "12.3"),
        (Percent(7.25, decimals=1), "۷٫۳٪", "7.3%"),
        (Digits(1404), "۱۴۰۴", "1404"),
        (Digits("2301-001"), "\u2066۲۳۰۱-۰۰۱\u2069", "2301-001"),
        ("2301-001", "2301-001", "2301-001"),
        (Names("تهران", "Tehran"), "تهران", "Tehran"),
        (date(2026, 11, 22), "۱ آذر ۱۴۰۵", "22 Nov 2026"),
        (datetime(2026, 11, 22, 11, tzinfo=UTC), "۱ آذر ۱۴۰۵، ۱۴:۳۰", "22 Nov 2026, 14:30"),
        (["a", 2], "a، ۲", "a, 2"),
        (list(range(14)), "۰، ۱، ۲، ۳، ۴، ۵، ۶، ۷، ۸، ۹، ۱۰، ۱۱ و ۲ دیگر",
         "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"),
        ([], "", ""),
        (message("پیدا نشد"), "پیدا نشد", "Not found"),
        (gettext_lazy("پیدا نشد"), "پیدا نشد", "Not found"),
        (Verbatim("/" + "a" * 90), "/" + "a" * 90, "/" + "a" * 90),
        (True, "True", "True"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_readers_of_each_language_expect(value, fa, en):
    assert said(value, "fa") == fa
    assert said(value, "en") == en


def test_english_has_a_plural_and_persian_one_form():
    one, many = (counted("{count} رده", count=count) for count in (1, 1200))
    assert (one.fa, many.fa) == ("۱ رده", "۱٬۲۰۰ رده")
    # Not in the catalogue: Persian, but with the digits of the language.
    assert (one.en, many.en) == ("1 رده", "1,200 رده")
    assert counted("{count} رده", count=Number(3)).fa == "۳ رده"


@pytest.mark.parametrize(
    "hostile", ["{0}", "{name}", "{value.__class__}", "{", "}}", "%(value)s", "{value}"]
)
def test_braces_in_a_value_are_letters(hostile):
    assert said(hostile, "fa") == hostile
    assert said([hostile, Names(hostile, hostile)], "en") == f"{hostile}, {hostile}"
    assert said(message("«{value}»", value=hostile), "fa") == f"«{hostile}»"


def test_braces_of_our_own_are_doubled():
    assert message('{{"type": "{kind}"}}', kind="Point").fa == '{"type": "Point"}'


def test_a_text_from_outside_cannot_turn_or_flood_the_sentence():
    assert said("a\x00b\u202ec\nd", "fa") == "abc d"
    assert said("half \ud800", "en") == "half ?"
    assert said("x" * 200, "fa") == "x" * 79 + "…"
    assert Names("a\u2067b", "x" * 200).in_language("en") == "x" * 79 + "…"


def test_values_can_be_given_later():
    empty = counted("{count} رده")
    assert empty.with_values(count=2).fa == "۲ رده"
    assert empty == Message("{count} رده", {}, has_plural=True)
    assert {empty: 1}[counted("{count} رده")] == 1


def test_a_value_that_is_missing_is_an_error_of_ours():
    with pytest.raises(KeyError):
        message("{count} رده").in_language("fa")
