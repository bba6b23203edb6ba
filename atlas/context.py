"""This file gives every template what the page frame needs."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers.models import Level
from persian.dates import format_date
from persian.digits import is_persian

ENGLISH_PREFIX = "/en/"


@dataclass(frozen=True)
class Chrome:
    """The frame of a page.

    language: "fa" or "en"; direction: "rtl" or "ltr". today: the day in words, with weekday.
    other_language_address: this same page with the same query in the other language.
    kinds: what search finds, by name and in words.
    """

    language: str
    direction: str
    today: str
    other_language_address: str
    kinds: tuple[tuple[str, str], ...]


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
        )
    }


def kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of search results and the levels of areas, with their words."""
    return (
        *((str(level), str(level.label)) for level in Level),
        ("settlement", _("شهر")),
        ("school", _("مدرسه")),
        ("house", _("خانهٔ محله")),
        ("prison", _("زندان")),
        ("coordinates", _("مختصات")),
    )


def other_language_address(path: str) -> str:
    """`/x/?y` as `/en/x/?y`, and the other way round."""
    if path.startswith(ENGLISH_PREFIX):
        return path[len(ENGLISH_PREFIX) - 1 :]
    return ENGLISH_PREFIX[:-1] + path
