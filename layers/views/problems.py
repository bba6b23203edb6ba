"""This file answers problems: as JSON for data requests, otherwise as a page."""

import errno
import logging
import sys

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.defaults import server_error as django_server_error
from psycopg2.errors import DeadlockDetected, DiskFull, LockNotAvailable, QueryCanceled

from layers.budget import BudgetSpent, left_s, own_budget
from layers.messages import Number
from layers.messages import message as _
from layers.problems import Problem
from layers.sandbox.errors import NoRoom

logger = logging.getLogger(__name__)

DATA_ADDRESSES = (
    "/values/",
    "/tiles/",
    "/search.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/planning/measure/",
    "/planning/suggest/",
    "/planning/what-if/",
    "/planning/check/",
    "/planning/operations/",
    "/planning/read/",
    "/planning/target-areas/save/",
)
# Data that people fetch by a link: a browser gets the page of a problem, a program the JSON.
DOWNLOADS = ("/export/", "/ogc/")
DATA_ENDINGS = (".json", ".geojson", ".csv", ".mvt")
# The page of a problem may take so long where the request has nothing left: it asks who reads it.
PAGE_S = 1

NO_DATABASE = Problem(
    _("پایگاه داده در دسترس نیست"),
    _("چیزی از دست نرفته است. کمی بعد دوباره تلاش کنید یا به مدیر سامانه خبر دهید."),
    status=503,
    retry_after_s=5,
)
OVER_BUDGET = Problem(
    _("این کار بیش از اندازه طول کشید"),
    _("درخواست در زمانی که برای آن هست تمام نشد. داده‌های کمتر یا شکل‌های ساده‌تری بفرستید."),
    status=503,
    retry_after_s=10,
)
DISK_FULL = Problem(
    _("دیسک سرور پر است"),
    _(
        "تغییر شما ثبت نشد؛ آنچه پیش‌تر ثبت شده است از دست نرفته است. به مدیر سامانه خبر دهید که"
        " جا باز کند و سپس دوباره تلاش کنید."
    ),
    status=507,
    retry_after_s=60,
)
OUR_MISTAKE = Problem(
    _("سرور نتوانست پاسخ بدهد"),
    _("خطا از سامانه است، نه از شما. کمی بعد دوباره تلاش کنید یا به مدیر سامانه خبر دهید."),
    status=500,
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
        # Scripts of other sites see why; never what a session would show, which "*" excludes.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Retry-After"
    else:
        response = problem_page(request, problem)
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


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of a problem; as a visitor sees it where the database cannot tell who asks."""
    # The address of a download has no language, and its page speaks both.
    shown = {"problem": problem, "in_both_languages": is_download(request)}
    try:
        with own_budget(max(left_s(), PAGE_S)):
            response = render(request, "problem.html", shown, status=problem.status)
    except Exception as error:
        # InterfaceError too, which is no DatabaseError: the connection had ended before.
        if problem_of(error) is None:
            raise
        request.user = AnonymousUser()
        response = render(request, "problem.html", shown, status=problem.status)
    if problem.place:
        response["Refresh"] = str(problem.retry_after_s)
    return response


def failure_response(request: HttpRequest, error: BaseException, problem: Problem) -> HttpResponse:
    """The answer to an error for which there are words; our own failures go into the log."""
    if not isinstance(error, Problem):
        logger.error("failed at %s", request.path_info, exc_info=error)
    return problem_response(request, problem)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the answer to an error that no view or middleware has answered.

    Middleware raises here what a view would raise: the session of a person is read before any view.
    """
    error = sys.exc_info()[1]
    problem = (problem_of(error) if error else None) or OUR_MISTAKE
    if problem is OUR_MISTAKE and not wants_data(request):
        return django_server_error(request)
    return problem_response(request, problem)


def problem_of(error: BaseException) -> Problem | None:
    """The problem that an error is told as; None for a mistake of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, BudgetSpent):
        return OVER_BUDGET
    if is_full_disk(error):
        return DISK_FULL
    if isinstance(error, OperationalError | InterfaceError):
        return database_problem(error)
    return None


def is_full_disk(error: BaseException) -> bool:
    """Whether the disk of the site or of its database has no room."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, NoRoom) or isinstance(error.__cause__, DiskFull)


def database_problem(error: OperationalError | InterfaceError) -> Problem:
    """The problem for a database that is down, too slow or in conflict with another request."""
    if isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
        return CHANGED_AT_ONCE
    if isinstance(error.__cause__, QueryCanceled):
        return too_slow() if left_s() else OVER_BUDGET
    return NO_DATABASE
