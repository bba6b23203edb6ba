"""This file answers problems: as JSON for data requests, otherwise as a page."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from psycopg2.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from layers.messages import Number
from layers.messages import message as _
from layers.problems import Problem

logger = logging.getLogger(__name__)

DATA_ADDRESSES = (
    "/values/",
    "/tiles/",
    "/search.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/planning/measure/",
    "/planning/check/",
    "/planning/operations/",
    "/planning/read/",
    "/planning/target-areas/save/",
)
# Data that people fetch by a link: a browser gets the page of a problem, a program the JSON.
DOWNLOADS = "/export/"
DATA_ENDINGS = (".json", ".geojson", ".csv", ".mvt")

NO_DATABASE = Problem(
    _("پایگاه داده در دسترس نیست"),
    _("چیزی از دست نرفته است. کمی بعد دوباره تلاش کنید یا به مدیر سامانه خبر دهید."),
    status=503,
    retry_after_s=5,
)
CHANGED_AT_ONCE = Problem(
    _("کاربر دیگری هم‌زمان همین داده را تغییر می‌داد"),
    _(
        "تغییر شما ثبت نشد. به صفحهٔ پیش بازگردید و دوباره بفرستید."
        " اگر ورود داده در جریان است، چند دقیقه صبر کنید."
    ),
    status=503,
    retry_after_s=5,
)

# Django's own errors, by status: its pages have texts, JSON answers need these.
REFUSALS = {
    403: Problem(
        _("پذیرفته نشد"),
        _("این درخواست نشان امنیتی صفحهٔ سامانه را ندارد. صفحه را دوباره باز کنید و تلاش کنید."),
        status=403,
    ),
    404: Problem(
        _("پیدا نشد"),
        _("این نشانی وجود ندارد. فهرست لایه‌ها و نشانی آن‌ها در ‎/tiles/‎ است."),
        status=404,
    ),
    405: Problem(
        _("این روش پذیرفته نیست"),
        _("از روشی استفاده کنید که سرآیند Allow نام می‌برد."),
        status=405,
    ),
}


def wants_data(request: HttpRequest) -> bool:
    """Whether the client expects JSON and not a page."""
    path = request.path_info
    if is_download(request):
        return "text/html" not in request.headers.get("Accept", "")
    return (
        path.startswith(DATA_ADDRESSES)
        or path.endswith(DATA_ENDINGS)
        or "json" in request.headers.get("Accept", "")
        or "json" in (request.content_type or "")
    )


def is_download(request: HttpRequest) -> bool:
    return request.path_info.startswith(DOWNLOADS)


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer to a problem; it is never cached."""
    if wants_data(request):
        response: HttpResponse = JsonResponse(
            problem.as_json(),
            status=problem.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        # The address of a download has no language, and its page speaks both.
        shown = {"problem": problem, "in_both_languages": is_download(request)}
        response = render(request, "problem.html", shown, status=problem.status)
        if problem.place:
            response["Refresh"] = str(problem.retry_after_s)
    if problem.retry_after_s:
        response["Retry-After"] = str(problem.retry_after_s)
    patch_cache_control(response, no_store=True)
    return response


def too_slow() -> Problem:
    return Problem(
        _("پاسخ بیش از اندازه طول کشید"),
        _(
            "این درخواست پس از {seconds} ثانیه متوقف شد. محدودهٔ کوچک‌تری انتخاب کنید.",
            seconds=Number(settings.STATEMENT_TIMEOUT_MS / 1_000),
        ),
        status=503,
        retry_after_s=5,
    )


def database_problem(error: OperationalError | InterfaceError) -> Problem:
    """The problem for a database that is down, too slow or in conflict with another request."""
    if isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
        return CHANGED_AT_ONCE
    if isinstance(error.__cause__, QueryCanceled):
        return too_slow()
    return NO_DATABASE
