"""This file sends whole files: with their length, by ranges, and again only if they changed."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from layers.exporting.making import SMALL_BYTES
from layers.exporting.queue import Slot
from layers.exporting.unlinked import BLOCK_BYTES, WholeFile
from layers.messages import message as _
from layers.problems import Problem
from layers.views.problems import problem_response

RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})", re.IGNORECASE)
BEYOND = Problem(
    _("این بخش از فایل وجود ندارد"),
    _("فایل کوتاه‌تر است یا تغییر کرده است. آن را از آغاز دریافت کنید."),
    status=416,
)


class Beyond(Exception):
    """A range that begins after the end of the file."""


class Sending:
    """A part of a file in blocks; at the end, in whatever way, the file and the slot are free.

    Nothing but the disk can fail here, and the announced length then shows what is missing.
    """

    def __init__(self, file: WholeFile, first: int, length: int, slot: Slot) -> None:
        self._file: WholeFile | None = file
        self._first = first
        self._end = first + length
        self._slot = slot

    def __iter__(self) -> Iterator[bytes]:
        try:
            for at in range(self._first, self._end, BLOCK_BYTES):
                assert self._file is not None
                yield self._file.part(at, min(BLOCK_BYTES, self._end - at))
        finally:
            self.close()

    def close(self) -> None:
        self._file = None
        self._slot.release()


def asks_for_part(request: HttpRequest) -> bool:
    """Whether this is one of several requests for one file: its headers, or some of its bytes."""
    return request.method == "HEAD" or "Range" in request.headers


def send(
    request: HttpRequest, file: WholeFile, slot: Slot, *, content_type: str
) -> HttpResponseBase:
    """The answer to a GET or HEAD: 200, 206 for one range, 304 or 416.

    A part that is not small needs a slot (raises InQueue). Several ranges at once, and what is no
    range of bytes, give the whole file, as RFC 9110 allows.
    """
    response: HttpResponseBase
    if file.etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        response = HttpResponse(status=304)
        response["ETag"] = file.etag
        return response
    try:
        part = wanted_range(request, file)
    except Beyond:
        response = problem_response(request, BEYOND)
        response["Content-Range"] = f"bytes */{file.size_bytes}"
        return response
    first, length = part or (0, file.size_bytes)
    response = body_of(request, file, first, length, slot)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{first + length - 1}/{file.size_bytes}"
    response["Content-Type"] = content_type
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = file.etag
    response["X-Row-Count"] = str(file.rows)
    return response


def body_of(
    request: HttpRequest, file: WholeFile, first: int, length: int, slot: Slot
) -> HttpResponseBase:
    """Small parts in one piece; others in blocks, in a slot until they are sent."""
    if request.method == "HEAD":
        return HttpResponse()
    if length <= SMALL_BYTES:
        return HttpResponse(file.part(first, length))
    slot.take()
    return StreamingHttpResponse(Sending(file, first, length, slot))


def wanted_range(request: HttpRequest, file: WholeFile) -> tuple[int, int] | None:
    """First byte and length of the one range that was asked for, or None for the whole file.

    A range is only valid for the file of If-Range, if that is given. Raises Beyond.
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or found is None or not any(found.groups()):
        return None
    if request.headers.get("If-Range", file.etag) != file.etag:
        return None
    first, last = (int(digits) if digits else None for digits in found.groups())
    if first is None:
        first, last = max(file.size_bytes - (last or 0), 0), None
    elif last is not None and last < first:
        return None
    if first >= file.size_bytes:
        raise Beyond
    end = file.size_bytes if last is None else min(last + 1, file.size_bytes)
    return first, end - first
