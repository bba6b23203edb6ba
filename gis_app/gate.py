"""This file is the gate in front of Django: it lets in what a worker can work on, and no more.

granian hands a request over when its head has arrived, in a thread that waits wherever the client
is slow: reading a body, and sending an answer that is not one piece. It has no time limit for
either, and does not tell that a client has gone. Therefore its threads (DOORS) only carry bodies
in and answers out. Django runs in threads of the gate's own, a few for each kind of request, and
an answer that is not a long download leaves them in one piece, which granian sends without a
thread. So slow bodies cost uploads, slow readers cost downloads, and tiles always find a thread.
"""

import fcntl
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Unanswered
from contextlib import contextmanager, nullcontext
from functools import partial
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation

from accounts.addresses import address_in
from gis_app.kinds import GEOMETRY, KINDS, QUICK, SAFE, Kind, kind_of
from gis_app.lost_clients import Watch
from gis_app.uploads import is_small
from layers.messages import message as _
from layers.problems import Busy, Problem
from layers.views.problems import OUR_MISTAKE, problem_of, problem_response

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# What stays free for tiles, static files and health of the threads that MAHALLEH_THREADS names.
RESERVED_THREADS = 2
# Bodies that are read at once, and by one address.
READERS, READERS_EACH = 16, 8
# Long downloads that are sent at once, and to one address.
SENDERS, SENDERS_EACH = 16, 8
# Threads of granian that nothing but a tile, a static file or health can wait in.
QUICK_DOORS = 16
# A larger answer is sent piece by piece.
MOST_WHOLE_BYTES = 8_000_000
CHUNK_BYTES = 4_096
IN_MEMORY_BYTES = 500_000
# A body may take this long, and the time that a very slow line needs for its bytes.
BODY_SECONDS = 20
SLOWEST_BYTES_PER_S = 10_000
RETRY_S = 10
SLOT_PAUSE_S = 0.02
WATCH = Watch()


class NoPlace(Busy):
    """As much of this kind is under way as the site takes in."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "سامانه اکنون کارهای زیادی از این دست در دست دارد. چند ثانیهٔ دیگر دوباره تلاش کنید."
                " چیزی ثبت نشده است."
            ),
            retry_after_s=RETRY_S,
        )


class SlowBody(Problem):
    """A body came too slowly, or ended early."""

    def __init__(self) -> None:
        super().__init__(
            _("درخواست کامل نرسید"),
            _("داده‌ها بیش از اندازه کند رسید یا ارتباط قطع شد. چیزی ثبت نشده است. دوباره بفرستید."),
            status=408,
        )


class Limit:
    """How many may do one thing at once: in all, and each address."""

    def __init__(self, most: int, each: int) -> None:
        self.most, self.each = most, each
        self._inside: Counter[str] = Counter()
        self._lock = Lock()

    def enter(self, address: str) -> None:
        """Count one more for this address. Raises NoPlace if `most` or `each` is reached."""
        with self._lock:
            if self._inside.total() >= self.most or self._inside[address] >= self.each:
                raise NoPlace
            self._inside[address] += 1

    def leave(self, address: str) -> None:
        with self._lock:
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]

    @contextmanager
    def room(self, address: str) -> Iterator[None]:
        self.enter(address)
        try:
            yield
        finally:
            self.leave(address)


class SharedSlots:
    """Slots of all workers together; the kernel frees those of a process that dies.

    Made before the workers are forked, which share the files and lock them one by one.
    """

    def __init__(self, count: int) -> None:
        self._files = [os.memfd_create(f"slot-{number}") for number in range(count)]

    @contextmanager
    def taken(self, patience_s: float) -> Iterator[None]:
        """One of the slots. Raises NoPlace if none becomes free in time."""
        ends_at = time.monotonic() + patience_s
        while (slot := self._free()) is None:
            if time.monotonic() > ends_at:
                raise NoPlace
            time.sleep(SLOT_PAUSE_S)
        try:
            yield
        finally:
            os.close(slot)

    def _free(self) -> int | None:
        for file in self._files:
            # Opened again, because a lock belongs to what was opened.
            slot = os.open(f"/proc/self/fd/{file}", os.O_RDWR)
            try:
                fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(slot)
            else:
                return slot
        return None


class Answer:
    """What Django answered: how it starts, and its pieces."""

    def __init__(self) -> None:
        self.start: tuple[Any, ...] = ()
        self.pieces: Iterable[bytes] = ()

    def __call__(self, status: str, headers: list[tuple[str, str]], *more: Any) -> None:
        self.start = (status, headers, *more)

    @property
    def is_long(self) -> bool:
        """Whether it is to be sent piece by piece, being large or of unknown size."""
        if not getattr(self.pieces, "streaming", False):
            return False
        headers = {name.lower(): value for name, value in self.start[1]}
        length = headers.get("content-length", "")
        return not length.isdecimal() or int(length) > MOST_WHOLE_BYTES

    def whole(self) -> None:
        """Read the pieces into one and close their source."""
        source = self.pieces
        try:
            self.pieces = [b"".join(source)]
        finally:
            close(source)


class Sending:
    """A long download on its way out; closing it makes room for the next."""

    def __init__(self, pieces: Iterable[bytes], limit: Limit, address: str) -> None:
        self._pieces, self._limit, self._address = pieces, limit, address

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    def close(self) -> None:
        try:
            close(self._pieces)
        finally:
            self._limit.leave(self._address)
            # A connection of this thread would stay open: there are many doors.
            connections.close_all()


class Gate:
    """The WSGI application around Django's."""

    def __init__(self, application: Application, threads: int = settings.THREADS) -> None:
        self._application = application
        self._pools = {kind.name: pool(kind, threads) for kind in KINDS}
        self._under_way = {kind.name: Limit(kind.waiting, kind.each) for kind in KINDS}
        # One processor at least stays free of geometry.
        self._geometry = SharedSlots(max(1, (os.cpu_count() or 1) - 1))
        self._readers = Limit(READERS, READERS_EACH)
        self._senders = Limit(SENDERS, SENDERS_EACH)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._answer(environ)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                logger.exception("failed at %s", environ["PATH_INFO"])
            answer = refusal(environ, problem or OUR_MISTAKE)
        start_response(*answer.start)
        return answer.pieces

    def _answer(self, environ: Environ) -> Answer:
        """Django's answer. Raises Problem where it is not asked."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        kind = kind_of(method, path)
        if kind is QUICK:
            return self._wait(kind, environ)
        address = address_in(environ) or ""
        with SpooledTemporaryFile(IN_MEMORY_BYTES) as body:
            # Closed here, because Django's requests are cycles that live on for a while.
            if method not in SAFE:
                with self._readers.room(address):
                    read_body(environ, body)
                environ["wsgi.input"] = body
            with self._under_way[kind.name].room(address):
                answer = self._wait(kind, environ)
        if answer.is_long:
            try:
                self._senders.enter(address)
            except NoPlace:
                close(answer.pieces)
                raise
            WATCH.look()
            answer.pieces = Sending(answer.pieces, self._senders, address)
        return answer

    def _wait(self, kind: Kind, environ: Environ) -> Answer:
        """The answer of a thread of this kind; NoPlace if none begins in time.

        Work that has begun ends within its budget, or within the one that a large file begins when
        its turn comes (layers/exporting/making.py), so it is waited for.
        """
        future: Future[Answer] = self._pools[kind.name].submit(self._work, kind, environ)
        try:
            return future.result(kind.patience_s)
        except Unanswered:
            if future.cancel():
                raise NoPlace from None
            return future.result()

    def _work(self, kind: Kind, environ: Environ) -> Answer:
        answer = Answer()
        slot = self._geometry.taken(kind.patience_s) if kind is GEOMETRY else nullcontext()
        with slot:
            answer.pieces = self._application(environ, answer)
            if not answer.is_long:
                answer.whole()
        return answer


def pool(kind: Kind, threads: int) -> ThreadPoolExecutor:
    """The threads of a kind; they start when they are needed, after the worker's fork."""
    most = kind.threads or max(1, threads - RESERVED_THREADS)
    return ThreadPoolExecutor(most, thread_name_prefix=kind.name)


def doors() -> int:
    """How many threads of granian leave some for tiles, whatever all the others wait for."""
    others = sum(kind.waiting for kind in KINDS if kind is not QUICK)
    return READERS + SENDERS + others + QUICK_DOORS


def read_body(environ: Environ, body: IO[bytes]) -> None:
    """Write the whole body of a client of any speed to a file. Raises SlowBody if it stops.

    One that is too large, or of unknown length, is not read: Django refuses it by its head.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if not is_small(length):
        return
    left = int(length)
    WATCH.look()
    ends_at = time.monotonic() + BODY_SECONDS + left / SLOWEST_BYTES_PER_S
    while left:
        chunk = environ["wsgi.input"].read(min(left, CHUNK_BYTES))
        if not chunk or time.monotonic() > ends_at:
            raise SlowBody
        body.write(chunk)
        left -= len(chunk)
    body.seek(0)


def refusal(environ: Environ, problem: Problem) -> Answer:
    """A problem in words with the headers of every page, without a session or the database."""

    respond: Any = partial(problem_response, problem=problem)
    for layer in (XFrameOptionsMiddleware, CSPMiddleware, SecurityMiddleware):
        respond = layer(respond)
    request = WSGIRequest(environ)
    request.user = AnonymousUser()
    with translation.override("en" if request.path_info.startswith("/en/") else "fa"):
        response = respond(request)
    answer = Answer()
    answer(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    answer.pieces = [response.content]
    return answer


def close(pieces: Iterable[bytes]) -> None:
    """End an answer as WSGI asks for it."""
    ending = getattr(pieces, "close", None)
    if ending is not None:
        ending()
