"""This file answers problems: as JSON where data was asked for, as a page otherwise."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from psycopg2.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from layers.problems import Problem

logger = logging.getLogger(__name__)

DATA_ADDRESSES = (
    "/values/",
    "/tiles/",
    "/export/",
    "/search.json",
    "/healthz",
    "/readyz",
    "/planning/measure/",
    "/planning/check/",
    "/planning/operations/",
    "/planning/read/",
    "/planning/target-areas/save/",
)
DATA_ENDINGS = (".json", ".geojson", ".csv", ".mvt")

NO_DATABASE = Problem(
    title_fa="پایگاه داده در دسترس نیست",
    title_en="The database cannot be reached",
    detail_fa="چیزی از دست نرفته است. کمی بعد دوباره بکوشید یا به مدیر سامانه بگویید.",
    detail_en="Nothing is lost. Try again shortly, or tell the system administrator.",
    status=503,
    retry_after_s=5,
)
TOO_SLOW = Problem(
    title_fa="پاسخ بیش از اندازه طول کشید",
    title_en="The answer took too long",
    detail_fa="این درخواست پس از ۵ ثانیه کنار گذاشته شد. جای کوچک‌تری برگزینید.",
    detail_en="The request was given up after 5 seconds. Choose a smaller area.",
    status=503,
    retry_after_s=5,
)
CHANGED_AT_ONCE = Problem(
    title_fa="کسی دیگر همین داده را دگرگون می‌کرد",
    title_en="Somebody else was changing the same data",
    detail_fa="از دگرگونی شما چیزی ثبت نشد. به صفحهٔ پیش بازگردید و دوباره بفرستید؛ اگر داده‌ای در"
    " حال ورود است، چند دقیقه بعد.",
    detail_en="Nothing of your change was saved. Go back and send it again; in some minutes where"
    " data are being imported.",
    status=503,
    retry_after_s=5,
)

# What Django itself refuses, by status: as a page it has words already, as data it needs these.
REFUSALS = {
    403: Problem(
        title_fa="پذیرفته نشد",
        title_en="Not accepted",
        detail_fa="این درخواست نشان صفحهٔ سامانه را ندارد. صفحه را از نو باز کنید و دوباره بکوشید.",
        detail_en="The request lacks the token of a page of this site. Reload the page, try again.",
        status=403,
    ),
    404: Problem(
        title_fa="پیدا نشد",
        title_en="Not found",
        detail_fa="این نشانی به جایی نمی‌رسد. لایه‌ها و نشانی‌هایشان در /tiles/ است.",
        detail_en="This address leads nowhere. The layers and their addresses are at /tiles/.",
        status=404,
    ),
    405: Problem(
        title_fa="این روش پذیرفته نیست",
        title_en="Method not allowed",
        detail_fa="این نشانی را با روشی بخوانید که سرآیند Allow می‌گوید.",
        detail_en="Ask this address by a method that the Allow header names.",
        status=405,
    ),
}


def wants_data(request: HttpRequest) -> bool:
    """Whether the asker expects JSON rather than a page."""
    path = request.path_info
    return (
        path.startswith(DATA_ADDRESSES)
        or path.endswith(DATA_ENDINGS)
        or "json" in request.headers.get("Accept", "")
        or "json" in (request.content_type or "")
    )


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer to a problem, never cached."""
    if wants_data(request):
        response: HttpResponse = JsonResponse(
            problem.as_json(),
            status=problem.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        response = render(request, "problem.html", {"problem": problem}, status=problem.status)
    if problem.retry_after_s:
        response["Retry-After"] = str(problem.retry_after_s)
    patch_cache_control(response, no_store=True)
    return response


def database_problem(error: OperationalError | InterfaceError) -> Problem:
    """What a database that is away, too slow or asked twice at once means to who asked."""
    if isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
        return CHANGED_AT_ONCE
    if isinstance(error.__cause__, QueryCanceled):
        return TOO_SLOW
    return NO_DATABASE
