"""This file answers the search: suggestions as JSON, and the same results as a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from atlas.context import ENGLISH_PREFIX
from atlas.search import Found, Result, search
from atlas.target_areas_found import with_target_areas
from layers.messages import Message, Number, Verbatim
from layers.messages import message as _
from layers.models import Level
from layers.parameters import read
from layers.templatetags.formats import in_language, language
from persian.coordinates import IRAN_LATITUDES, IRAN_LONGITUDES, Reason

KINDS = {
    "settlement": _("شهر"),
    "school": _("مدرسه"),
    "house": _("خانهٔ محله"),
    "prison": _("زندان"),
    "coordinates": _("مختصات"),
    "target_area": _("محدودهٔ هدف"),
}
# Why a position cannot be shown, and what to write instead. Examples are isolated and unbroken.
REFUSALS: dict[Reason, Message] = {
    Reason.OUTSIDE_IRAN: _(
        "این نقطه بیرون از ایران است. طول میان {west} و {east} و عرض میان {south} و {north} درجه"
        " باشد.",
        **{
            side: Number(degrees, decimals=0 if degrees.is_integer() else 1)
            for side, degrees in zip(
                ("west", "east", "south", "north"),
                (*IRAN_LONGITUDES, *IRAN_LATITUDES),
                strict=True,
            )
        },
    ),
    Reason.MINUTES_OR_SECONDS: _("دقیقه و ثانیه باید میان ۰ و ۵۹ باشد."),
    Reason.COMMAS_ALONE: _(
        "روشن نیست که ویرگول‌ها نشان اعشار است یا جداکننده. بنویسید {decimal} یا {minutes}.",
        decimal=Verbatim("\u206635.41\u00a051.23\u2069"),
        minutes=Verbatim("\u206635°41′\u00a051°23′\u2069"),
    ),
    Reason.ZONE_MISSING: _("زون UTM را هم بنویسید، مانند 39N 535000 3950000."),
    Reason.ZONE_OUTSIDE_IRAN: _("زون‌های UTM ایران ۳۸ تا ۴۱ است. یکی از آن‌ها را بنویسید."),
}


@dataclass(frozen=True)
class Row:
    """A result as the page shows it. kind: in words. address, on_map: in the page's language."""

    result: Result
    kind: str
    context: str
    address: str
    on_map: str


@dataclass(frozen=True)
class SearchPage:
    """atlas/search.html. question: as typed. rows: best first. refusal: a sentence, or empty."""

    question: str
    rows: tuple[Row, ...]
    refusal: str


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """At most 12 results for ?q=: places, and target areas that the user may see."""
    response = JsonResponse(body(answer_to(request)), json_dumps_params={"ensure_ascii": False})
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response


def answer_to(request: HttpRequest) -> Found:
    question = read(request.GET, allowed=("q",)).get("q", "")
    return with_target_areas(search(question), request.user)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The results of ?q= as a page that needs no script."""
    found = answer_to(request)
    page = SearchPage(
        question=found.question,
        rows=tuple(row(each) for each in found.results),
        refusal=str(REFUSALS[found.refusal]) if found.refusal else "",
    )
    return render(request, "atlas/search.html", {"page": page, "query": found.question})


def body(found: Found) -> dict[str, Any]:
    """The results as plain JSON values."""
    return {
        "query": found.question,
        "refusal": found.refusal,
        **refusal_body(found.refusal),
        "results": [result_body(each) for each in found.results],
    }


def refusal_body(reason: Reason | None) -> dict[str, str]:
    """The sentence of a refusal in both languages; empty without a refusal."""
    if reason is None:
        return {}
    sentence = REFUSALS[reason]
    return {"refusal_fa": sentence.fa, "refusal_en": sentence.en}


def result_body(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": result.kind,
        "code": result.code,
        "name_fa": result.name_fa,
        "name_en": result.name_en,
        "context_fa": result.context_fa,
        "context_en": result.context_en,
        "anchor": result.anchor,
        "synthetic": result.synthetic,
        "address": result.address,
        "map": result.on_map,
    }
    if result.level:
        found["level"] = result.level
    if result.bounds:
        found["bounds"] = result.bounds
    return found


def row(result: Result) -> Row:
    prefix = "" if language() == "fa" else ENGLISH_PREFIX[:-1]
    return Row(
        result=result,
        kind=kind_in_words(result),
        context=in_language(result, "context"),
        address=prefix + result.address,
        on_map=prefix + result.on_map,
    )


def kind_in_words(result: Result) -> str:
    if result.level:
        return str(Level(result.level).label)
    return str(KINDS[result.kind])
