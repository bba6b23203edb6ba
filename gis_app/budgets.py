"""This file limits how long a request works, and how long each person's geometry works in all."""

import math
import time
from collections import deque
from threading import Lock

from django.http import HttpRequest, HttpResponseBase

from accounts.addresses import client_address
from gis_app.kinds import GEOMETRY, kind_of
from layers.db import within_budget
from layers.messages import message as _
from layers.middleware import GetResponse
from layers.problems import Problem
from layers.views.problems import problem_response

# Geometry for one person, or for one address without a session, in each worker: seconds of work
# within the last WINDOW_S seconds. Drawing uses a tenth of it.
MOST_WORK_S, WINDOW_S = 30.0, 60.0
# The names that are remembered; the longest unused is forgotten first.
MOST_NAMES = 10_000


class Work:
    """How long each of many names has worked lately."""

    def __init__(self) -> None:
        self._done: dict[str, deque[tuple[float, float]]] = {}
        self._lock = Lock()

    def wait_s(self, name: str) -> int:
        """Seconds until this name may work again; 0 if it may now."""
        with self._lock:
            done = self._recent(name)
            excess = sum(seconds for _, seconds in done) - MOST_WORK_S
            for ended_at, seconds in done:
                if excess < 0:
                    break
                excess -= seconds
                if excess < 0:
                    return max(1, math.ceil(ended_at + WINDOW_S - time.monotonic()))
            return 0

    def add(self, name: str, seconds: float) -> None:
        with self._lock:
            done = self._recent(name)
            done.append((time.monotonic(), seconds))
            self._done.pop(name, None)
            self._done[name] = done
            if len(self._done) > MOST_NAMES:
                del self._done[next(iter(self._done))]

    def _recent(self, name: str) -> deque[tuple[float, float]]:
        done = self._done.get(name, deque())
        while done and done[0][0] < time.monotonic() - WINDOW_S:
            done.popleft()
        return done


class BudgetMiddleware:
    """Ends work when its budget is spent (layers/budget.py), and refuses geometry of who used much.

    429 with Retry-After for a person, or an address without a session, whose geometry has worked
    for MOST_WORK_S within WINDOW_S.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.work = Work()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        kind = kind_of(request.method or "", request.path_info)
        if kind is not GEOMETRY:
            with within_budget(kind.budget_s):
                return self.get_response(request)
        name = name_of(request)
        wait_s = self.work.wait_s(name)
        if wait_s:
            return problem_response(request, too_much(wait_s))
        begun = time.monotonic()
        try:
            with within_budget(kind.budget_s):
                return self.get_response(request)
        finally:
            self.work.add(name, time.monotonic() - begun)


def name_of(request: HttpRequest) -> str:
    """Who works: a person, or an address."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {client_address(request)}"


def too_much(wait_s: int) -> Problem:
    return Problem(
        _("درخواست‌های سنگین پیاپی"),
        _(
            "در یک دقیقهٔ گذشته محاسبه‌های زیادی روی شکل‌ها خواسته‌اید. {seconds} ثانیهٔ دیگر دوباره"
            " تلاش کنید یا شکل‌های ساده‌تری بفرستید.",
            seconds=wait_s,
        ),
        status=429,
        retry_after_s=wait_s,
    )
