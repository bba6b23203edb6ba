"""This file gives every template the variables of the page frame."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from accounts.access import manages_users
from layers.messages import message as _
from layers.models import Level
from persian.dates import format_date
from persian.digits import is_persian
from planning.queries import waiting_for

ENGLISH_PREFIX = "/en/"
# Data addresses that are pages too, in the language that a parameter names.
WITHOUT_LANGUAGE = "/ogc/"


@dataclass(frozen=True)
class Chrome:
    """The frame of a page.

    language: "fa" or "en"; direction: "rtl" or "ltr". today: the day in words, with weekday.
    other_language_address: this same page with the same query in the other language.
    kinds: what search finds, by name and in words. section: the part of the product that the
    page belongs to: map, target_areas, inbox or none. waiting: gives how many target areas wait
    for the person, administers whether they may see how the installation is doing; both are asked
    only where the header names a person.
    """

    language: str
    direction: str
    today: str
    other_language_address: str
    kinds: tuple[tuple[str, str], ...]
    section: str
    waiting: Callable[[], int]
    administers: Callable[[], bool]


def chrome(request: HttpRequest) -> dict[str, object]:
    """The template variable `chrome`. Asks the database nothing, so error pages have it too."""
    language = "fa" if is_persian(get_language() or "fa") else "en"
    return {
        "chrome": Chrome(
            language=language,
            direction="rtl" if language == "fa" else "ltr",
            today=format_date(timezone.localdate(), lang=language, weekday=True),
            other_language_address=other_language_address(request.get_full_path()),
            kinds=kinds(),
            section=section(request),
            waiting=cache(lambda: waiting_for(request.user).count()),
            administers=cache(lambda: manages_users(request.user)),
        )
    }


def section(request: HttpRequest) -> str:
    """The part of the product that a page belongs to; empty for account and error pages."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.namespace == "planning":
        return "inbox" if match.url_name == "inbox" else "target_areas"
    return "map" if match.view_name in ("atlas:map", "atlas:area") else ""


def kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of search results and the levels of areas, with their labels."""
    return (
        *((str(level), str(level.label)) for level in Level),
        ("settlement", str(_("شهر"))),
        ("school", str(_("مدرسه"))),
        ("house", str(_("خانهٔ محله"))),
        ("prison", str(_("زندان"))),
        ("coordinates", str(_("مختصات"))),
        ("target_area", str(_("محدودهٔ هدف"))),
    )


def other_language_address(path: str) -> str:
    """`/x/?y` as `/en/x/?y`, and the other way round; `/ogc/` has no language but `?lang=`."""
    if path.startswith(WITHOUT_LANGUAGE):
        return other_language_of_data(path)
    if path.startswith(ENGLISH_PREFIX):
        # Two slashes would lead to another host.
        return "/" + path[len(ENGLISH_PREFIX) :].lstrip("/")
    return ENGLISH_PREFIX[:-1] + path


def other_language_of_data(path: str) -> str:
    """The page of a data address with `lang=en`, or without it."""
    address, _question, query = path.partition("?")
    asked = QueryDict(query, mutable=True)
    if asked.pop("lang", [""])[-1] != "en":
        asked["lang"] = "en"
    asked["f"] = "html"
    return f"{address}?{asked.urlencode()}"
