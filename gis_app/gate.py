"""This file is the gate in front of Django: it lets in what a worker can work on, and no more.

granian hands a request over when its head has arrived, and has no time limit for the rest. The
event loop of a worker carries bodies in and answers out, and waits for each client no longer than
is said here. Django runs in threads, a few for each kind of request, and an answer that is not a
long download leaves them in one piece. So slow bodies cost uploads, slow readers cost downloads,
and tiles always find a thread.
"""

import asyncio
import fcntl
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation
from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope

from accounts.addresses import address_in
from gis_app.environ import Environ, environ_of
from gis_app.kinds import DOWNLOAD, GEOMETRY, KINDS, QUICK, SAFE, Kind, kind_of
from gis_app.lost_clients import Watch
from gis_app.uploads import is_small
from layers.messages import message as _
from layers.problems import Busy, Problem
from layers.views.problems import OUR_MISTAKE, problem_of, problem_response

logger = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# What stays free for tiles, static files and health of the threads that MAHALLEH_THREADS names.
RESERVED_THREADS = 2
# Bodies that are read at once, and by one address.
READERS, READERS_EACH = 16, 8
# Long downloads that are sent at once, and to one address.
SENDERS, SENDERS_EACH = 16, 8
# Threads that write refusals.
REFUSAL_THREADS = 1
# A larger answer is sent piece by piece.
MOST_WHOLE_BYTES = 8_000_000
IN_MEMORY_BYTES = 500_000
# A client may be silent this long within its body. All of it may take as long, and the time that
# a very slow line needs for the bytes that have come.
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
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.pieces: Iterable[bytes] = ()

    def __call__(self, status: str, headers: list[tuple[str, str]], *more: Any) -> None:
        """WSGI's start_response."""
        self.status, self.headers = int(status.partition(" ")[0]), headers

    @property
    def is_long(self) -> bool:
        """Whether it is to be sent piece by piece, being large or of unknown size."""
        if not getattr(self.pieces, "streaming", False):
            return False
        headers = {name.lower(): value for name, value in self.headers}
        length = headers.get("content-length", "")
        return not length.isdecimal() or int(length) > MOST_WHOLE_BYTES

    def whole(self) -> None:
        """Read the pieces into one and close their source."""
        source = self.pieces
        try:
            self.pieces = [b"".join(source)]
        finally:
            close(source)


class Gate:
    """The RSGI application around Django's."""

    def __init__(self, application: Application, threads: int = settings.THREADS) -> None:
        self._application = application
        self._pools = {kind.name: pool(kind, threads) for kind in KINDS}
        self._under_way = {kind.name: Limit(kind.waiting, kind.each) for kind in KINDS}
        # One processor at least stays free of geometry.
        self._geometry = SharedSlots(max(1, (os.cpu_count() or 1) - 1))
        self._readers = Limit(READERS, READERS_EACH)
        self._senders = Limit(SENDERS, SENDERS_EACH)
        self._refusals = ThreadPoolExecutor(REFUSAL_THREADS, thread_name_prefix="refusal")
        # They read files for the clients of long downloads.
        self._files = ThreadPoolExecutor(DOWNLOAD.threads, thread_name_prefix="files")

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        # A client that has gone needs no answer.
        with suppress(ProtocolClosed, ProtocolError):
            await self._send(await self.answer(environ, protocol), environ, protocol)

    async def answer(self, environ: Environ, protocol: HTTPProtocol) -> Answer:
        """Django's answer, or a refusal in words, whatever happens."""
        try:
            return await self._asked(environ, protocol)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                logger.exception("failed at %s", environ["PATH_INFO"])
            told = self._refusals.submit(refusal, environ, problem or OUR_MISTAKE)
            return await asyncio.wrap_future(told)

    async def _asked(self, environ: Environ, protocol: HTTPProtocol) -> Answer:
        """Django's answer. Raises Problem where it is not asked."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        kind = kind_of(method, path)
        if kind is QUICK:
            return await self._wait(kind, environ)
        address = address_in(environ) or ""
        with SpooledTemporaryFile(IN_MEMORY_BYTES) as body:
            # Closed here, because Django's requests are cycles that live on for a while.
            environ["wsgi.input"] = body
            if method not in SAFE:
                with self._readers.room(address):
                    await read_body(environ, protocol, body)
            with self._under_way[kind.name].room(address):
                return await self._wait(kind, environ)

    async def _wait(self, kind: Kind, environ: Environ) -> Answer:
        """The answer of a thread of this kind; NoPlace if none begins in time.

        Work that has begun ends within its budget, or within the one that a large file begins when
        its turn comes (layers/exporting/making.py), so it is waited for.
        """
        work: Future[Answer] = self._pools[kind.name].submit(self._work, kind, environ)
        answer = asyncio.wrap_future(work)
        done, _ = await asyncio.wait({answer}, timeout=kind.patience_s)
        if not done and work.cancel():
            raise NoPlace
        return await answer

    async def _send(self, answer: Answer, environ: Environ, protocol: HTTPProtocol) -> None:
        if not answer.is_long:
            protocol.response_bytes(answer.status, answer.headers, b"".join(answer.pieces))
            return
        address = address_in(environ) or ""
        try:
            self._senders.enter(address)
        except NoPlace as problem:
            await self._in_files(close, answer.pieces)
            told = await self._in_files(refusal, environ, problem)
            protocol.response_bytes(told.status, told.headers, b"".join(told.pieces))
            return
        try:
            WATCH.look()
            pieces = iter(answer.pieces)
            line = protocol.response_stream(answer.status, answer.headers)
            while piece := await self._in_files(next, pieces, b""):
                await line.send_bytes(piece)
        finally:
            self._senders.leave(address)
            await self._in_files(close, answer.pieces)

    async def _in_files(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._files, work, *given)

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


async def read_body(environ: Environ, chunks: AsyncIterable[bytes], body: IO[bytes]) -> None:
    """Write the whole body of a client of any speed to a file. Raises SlowBody if it stops.

    One that is too large, or of unknown length, is not read: Django refuses it by its head.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if not is_small(length):
        return
    WATCH.look()
    begun, come, source = time.monotonic(), 0, aiter(chunks)
    while come < int(length):
        left_s = begun + BODY_SECONDS + come / SLOWEST_BYTES_PER_S - time.monotonic()
        try:
            chunk = await asyncio.wait_for(next_of(source), min(left_s, BODY_SECONDS))
        except (TimeoutError, StopAsyncIteration, ProtocolClosed, ProtocolError):
            raise SlowBody from None
        body.write(chunk)
        come += len(chunk)
    body.seek(0)


async def next_of(source: AsyncIterator[bytes]) -> bytes:
    """What granian awaits is not a coroutine, which wait_for() wants."""
    return await anext(source)


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
