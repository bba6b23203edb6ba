"""This file keeps how long the present request may still work; whatever can be long asks it."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


class BudgetSpent(Exception):
    """The request has used its time; its work ends here, whether the client waits or not."""


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Allow the block so many seconds; inside another budget, no more than that has left."""
    with own_budget(min(seconds, left_s())):
        yield


@contextmanager
def own_budget(seconds: float) -> Iterator[None]:
    """Allow the block so many seconds, whatever the budget around it has left."""
    given = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(given)


def left_s() -> float:
    """The seconds that are left, not below 0; infinite outside a budget, as in commands."""
    ends_at = _ends_at.get()
    return math.inf if ends_at is None else max(0.0, ends_at - time.monotonic())


def check_budget() -> None:
    """Raise BudgetSpent if no time is left."""
    if not left_s():
        raise BudgetSpent
