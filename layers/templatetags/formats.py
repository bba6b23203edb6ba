"""This file holds the template filters that format values in Persian or English."""

import re
from datetime import date, datetime
from typing import Any, SupportsFloat

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.messages import Megabytes
from layers.messages import message as _
from layers.models import Level
from persian.dates import (
    format_date,
    format_moment,
    year_in_words,
)
from persian.digits import MISSING, format_number, format_percent, is_persian, to_persian

register = template.Library()

QUOTED = re.compile("([«“])([^«»“”]*)([»”])")
# ./gis backup FILE, /areas/23/, --commit, .shp, with the Latin words after it and without the full
# stop of the sentence. Invisible marks that keep its direction in a terminal go.
COMMAND = re.compile("\u200e?((?<![!-~])(?:\\.?/|--|\\.)[!-~]+(?: [!-~]+)*(?<![.,:;)]))\u200e?")
PERCENT_UNITS = ("درصد", "٪", "%", "percent")


def language() -> str:
    """The language of the current page: "fa" or "en"."""
    return "fa" if is_persian(get_language() or "fa") else "en"


@register.filter
def number(value: SupportsFloat | None, decimals: int = 0) -> str:
    """«۱۲٬۳۴۵٫۶» or "12,345.6"; None gives «—»."""
    return format_number(value, decimals=decimals, lang=language())


@register.filter
def megabytes(size_bytes: int) -> str:
    """A size as a number of whole megabytes; the sentence names the unit."""
    return str(Megabytes(size_bytes))


@register.simple_tag
def suppression_note() -> str:
    """The sentence beside a suppressed figure."""
    return str(
        _(
            "رقم‌های کمتر از {fewest} نفر، و رقم‌هایی که آن‌ها را آشکار می‌کنند، منتشر نمی‌شود.",
            fewest=SMALLEST_PUBLISHED,
        )
    )


@register.filter
def isolated(text: str) -> str:
    """A sentence with its quotations, commands and paths isolated: each keeps its direction."""
    quoted = QUOTED.sub("\\1\u2068\\2\u2069\\3", str(text))
    return COMMAND.sub("\u2066\\1\u2069", quoted)


@register.filter
def signed(value: SupportsFloat | None, decimals: int = 0) -> str:
    """A difference with its sign: «+۳٫۲» or "−3.2"; None gives «—». Set it in <bdi dir="ltr">."""
    text = format_number(value, decimals=decimals, lang=language())
    return f"+{text}" if value is not None and float(value) > 0 else text


@register.filter
def figure(value: SupportsFloat | None, indicator: Any) -> str:
    """A figure with the decimals of its indicator, and a percent sign if the unit is percent."""
    if indicator.unit_fa in PERCENT_UNITS:
        return format_percent(value, decimals=indicator.decimals, lang=language())
    return format_number(value, decimals=indicator.decimals, lang=language())


@register.filter
def unit(indicator: Any) -> str:
    """The unit after a figure; empty for percent, because the figure has the sign."""
    if indicator.unit_fa in PERCENT_UNITS:
        return ""
    return str(in_language(indicator, "unit"))


@register.filter
def unit_word(indicator: Any) -> str:
    """The unit as a word of its own: «درصد», «نفر»."""
    if indicator.unit_fa in PERCENT_UNITS:
        return str(_("درصد"))
    return str(in_language(indicator, "unit"))


@register.filter
def aligned(value: SupportsFloat | None, decimals: int = 0) -> SafeString | str:
    """A figure aligned on its decimal mark in a column."""
    text = format_number(value, decimals=decimals, lang=language())
    if text == MISSING or decimals == 0:
        return format_html('<bdi dir="ltr">{}</bdi>', text)
    mark = "٫" if language() == "fa" else "."
    whole, _mark, part = text.partition(mark)
    return format_html('<bdi class="aligned" dir="ltr">{}<i>{}{}</i></bdi>', whole, mark, part)


@register.filter
def digits(text: Any) -> str:
    """Text with the digits of the page's language: a code, a version."""
    return to_persian(str(text)) if language() == "fa" else str(text)


@register.filter
def year(value: int | None) -> str:
    """A Jalali year: «۱۴۰۴», or "1404 (2025–26)" for English readers."""
    return year_in_words(value, language()) or MISSING


@register.filter
def day(value: date | None) -> str:
    """«۱ آذر ۱۴۰۵» or "22 Nov 2026"; None gives «—»."""
    return MISSING if value is None else format_date(value, lang=language())


@register.filter
def moment(value: datetime | None) -> str:
    """Day and clock in Iran; None gives «—»."""
    return MISSING if value is None else format_moment(value, lang=language())


@register.filter
def in_language(value: Any, field: str) -> Any:
    """The field of an object in the page's language: `area|in_language:"name"`.

    Missing English falls back to Persian.
    """
    return getattr(value, f"{field}_{language()}", "") or getattr(value, f"{field}_fa", "")


def full_name(level: Level, name: str) -> str:
    """«استان تهران» or "Tehran Province"; countries and neighbourhoods go by their name."""
    if str(level.label).lower() in name.lower():
        return name
    if level == Level.PROVINCE:
        return str(_("استان {name}", name=name))
    if level == Level.COUNTY:
        return str(_("شهرستان {name}", name=name))
    return name


@register.filter
def place_name(place: Any) -> str:
    """The full name of an area in the page's language."""
    return full_name(Level(place.level), str(in_language(place, "name")))


@register.simple_tag
def icon(name: str, modifiers: str = "") -> SafeString:
    """A picture of static/icons.svg, silent to screen readers; its label stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        modifiers,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def symbol(name: str) -> SafeString:
    """A map symbol of static/symbols/ as a small picture; its meaning stands beside it."""
    return format_html(
        '<img src="{}" width="20" height="20" alt="">', static(f"symbols/{name}.svg")
    )


@register.filter(is_safe=True)
def one_line(markup: str) -> str:
    """Markup on one line, with no space inside its tags' edges: {% filter one_line %}.

    For what browsers show as it is written: the titles of drawings.
    """
    return re.sub(r" ?(<[^>]*>) ?", r"\1", re.sub(r"[ \n\t]+", " ", markup))
