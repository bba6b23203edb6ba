"""This file keeps finished downloads in temporary files without a name, within a quota.

A file without a name goes with its last reader, however the process ends.
"""

import errno
import io
import logging
import os
import tempfile
import threading
import weakref
from hashlib import sha256
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings

from layers.budget import check_budget
from layers.messages import message as _
from layers.problems import Problem

logger = logging.getLogger(__name__)

BLOCK_BYTES = 1 << 20
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class TooLarge(Exception):
    """A draft grew beyond the size that its maker allowed."""


class NoRoom(Problem):
    """The disk, or the part of it for downloads, is full."""

    def __init__(self) -> None:
        super().__init__(
            _("روی دیسک سرور جا نیست"),
            _(
                "این فایل ساخته نشد و چیزی از آن فرستاده نشد. محدودهٔ کوچک‌تری انتخاب کنید یا چند"
                " دقیقهٔ دیگر دوباره تلاش کنید. اگر باز هم نشد به مدیر سامانه خبر دهید."
            ),
            status=507,
            retry_after_s=60,
        )


class NoFolder(Problem):
    """The folder for downloads is missing or not writable."""

    def __init__(self) -> None:
        super().__init__(
            _("سرور نمی‌تواند فایل را بنویسد"),
            _(
                "این فایل ساخته نشد. به مدیر سامانه بگویید پوشهٔ MAHALLEH_DOWNLOAD_FOLDER نیست یا"
                " نوشتنی نیست."
            ),
            status=507,
        )


class Quota:
    """The bytes of all drafts and finished files of this process."""

    def __init__(self) -> None:
        self._used_bytes = 0
        # Files are also given back by the garbage collector, inside any other call.
        self._lock = threading.RLock()

    def take(self, size_bytes: int) -> bool:
        """Whether there was room."""
        with self._lock:
            fits = self._used_bytes + size_bytes <= settings.DOWNLOAD_QUOTA_BYTES
            self._used_bytes += size_bytes if fits else 0
            return fits

    def give_back(self, size_bytes: int) -> None:
        with self._lock:
            self._used_bytes -= size_bytes


quota = Quota()


class WholeFile:
    """A finished file: its size in bytes, its number of rows, a strong ETag of its content.

    Threads may read it at once. The disk and the quota get the room back with the last reference.
    """

    def __init__(self, file: IO[bytes], *, size_bytes: int, rows: int, etag: str) -> None:
        self._file = file
        self.size_bytes = size_bytes
        self.rows = rows
        self.etag = etag
        weakref.finalize(self, _let_go, file, size_bytes)

    def part(self, first: int, length: int) -> bytes:
        """At most `length` bytes from the byte `first` on. Raises OSError if the disk fails."""
        return os.pread(self._file.fileno(), length, first)


def _let_go(file: IO[bytes], size_bytes: int) -> None:
    file.close()
    quota.give_back(size_bytes)


class Draft:
    """A file in the making: rows first, then the head, whose length is known but not its count.

    room: bytes left free at the front for the head. most_bytes: the largest allowed size, None for
    the quota alone. Writing raises TooLarge, NoRoom or BudgetSpent. Leaving without `finish`
    removes the file.
    """

    def __init__(self, *, room: int, most_bytes: int | None) -> None:
        self._blocks = _Blocks(room, most_bytes)
        self.rows = io.BufferedWriter(self._blocks, BLOCK_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._blocks.drop()

    def finish(self, head: bytes, *, rows: int) -> WholeFile:
        """The finished file, beginning with `head`, which may cover the first bytes of the rows."""
        self.rows.flush()
        return self._blocks.finish(head, rows)


def new_file() -> IO[bytes]:
    """An empty file without a name. Raises NoRoom or NoFolder."""
    try:
        return tempfile.TemporaryFile(dir=settings.DOWNLOAD_FOLDER, buffering=0)
    except OSError as error:
        raise no_folder(error) from error


def no_folder(error: OSError) -> Problem:
    """What to tell if the folder for downloads takes no file: that it is full, or not usable."""
    if error.errno in NO_ROOM:
        return NoRoom()
    logger.error("no download can be written to %s", settings.DOWNLOAD_FOLDER, exc_info=error)
    return NoFolder()


def check_disk(descriptor: int, size_bytes: int) -> None:
    """Raise NoRoom if so many bytes would take the spare part of this file's disk."""
    disk = os.fstatvfs(descriptor)
    if disk.f_bavail * disk.f_frsize < settings.DOWNLOAD_SPARE_BYTES + size_bytes:
        raise NoRoom


class _Blocks(io.RawIOBase):
    """Writes large blocks, counts and hashes them."""

    def __init__(self, room: int, most_bytes: int | None) -> None:
        self._most_bytes = most_bytes
        self._hash = sha256()
        self._size_bytes = 0
        self._file: IO[bytes] | None = None
        file = new_file()
        file.seek(room)
        self._take(room)
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        assert self._file is not None, "a finished or dropped draft is not written to"
        check_budget()
        self._take(len(block))
        check_disk(self._file.fileno(), len(block))
        self._hash.update(block)
        try:
            return self._file.write(block)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise NoRoom from error
            raise

    def _take(self, size_bytes: int) -> None:
        if self._most_bytes is not None and self._size_bytes + size_bytes > self._most_bytes:
            raise TooLarge
        if not quota.take(size_bytes):
            raise NoRoom
        self._size_bytes += size_bytes

    def finish(self, head: bytes, rows: int) -> WholeFile:
        assert self._file is not None
        os.pwrite(self._file.fileno(), head, 0)
        etag = f'"{sha256(head + self._hash.digest()).hexdigest()[:32]}"'
        made = WholeFile(self._file, size_bytes=self._size_bytes, rows=rows, etag=etag)
        # From here on the file and its bytes of the quota are the finished file's.
        self._file, self._size_bytes = None, 0
        return made

    def drop(self) -> None:
        """Remove the file, unless it was finished."""
        if self._file is not None:
            self._file.close()
            self._file = None
        quota.give_back(self._size_bytes)
        self._size_bytes = 0
