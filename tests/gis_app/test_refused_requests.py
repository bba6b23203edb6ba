"""This file tests that nothing of a refused request stays in memory."""

import gc
import io
import weakref
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from gis_app.gate import Limit, SharedSlots, read_body
from gis_app.operations.views import metrics
from layers.problems import Busy, Problem


class Body(io.BytesIO):
    """A body that ended before its first byte."""


def refused_body() -> weakref.ref[Body]:
    body = Body()
    with pytest.raises(Problem):
        read_body({"CONTENT_LENGTH": "3", "wsgi.input": body}, io.BytesIO())
    return weakref.ref(body)


def refused_monitor() -> weakref.ref[object]:
    request = RequestFactory().get("/metrics")
    request.user = AnonymousUser()
    with pytest.raises(Problem):
        metrics(request)
    return weakref.ref(request)


@pytest.mark.parametrize("refused", [refused_body, refused_monitor])
def test_a_refused_request_is_let_go(refused: Callable[[], weakref.ref[object]]) -> None:
    kept = refused()
    gc.collect()
    assert kept() is None


def frames(error: BaseException) -> int:
    trace, count = error.__traceback__, 0
    while trace is not None:
        trace, count = trace.tb_next, count + 1
    return count


def no_room() -> None:
    Limit(0, 0).enter("10.0.0.1")


def no_slot() -> None:
    with SharedSlots(0).taken(patience_s=-1):
        pass


@pytest.mark.parametrize("refuse", [no_room, no_slot])
def test_a_refusal_does_not_grow_with_their_number(refuse: Callable[[], None]) -> None:
    counts = set()
    for _ in range(3):
        with pytest.raises(Busy) as refusal:
            refuse()
        counts.add(frames(refusal.value))
    assert len(counts) == 1
