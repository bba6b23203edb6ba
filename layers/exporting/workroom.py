"""This file gives a writer that needs named files a folder that goes with it, within the quota.

A killed process leaves its folder behind; the next writer of any process removes it.
"""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from layers.exporting.unlinked import BLOCK_BYTES, NO_ROOM, NoRoom, check_disk, no_folder, quota

PREFIX = "mahalleh-export-"
# Between the making of a folder and its lock a process needs milliseconds.
LOCKED_AFTER_S = 60


class Workroom:
    """A folder for the length of a block; its files count against the quota of downloads.

    Call `check` after each batch. Raises NoRoom, also in place of a full disk, and NoFolder.
    """

    def __init__(self) -> None:
        self._taken_bytes = 0

    def __enter__(self) -> Self:
        try:
            sweep()
            self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.DOWNLOAD_FOLDER))
        except OSError as error:
            raise no_folder(error) from error
        self._lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)
        quota.give_back(self._taken_bytes)
        self._taken_bytes = 0
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise NoRoom from error

    def check(self, *, copies: int = 1) -> None:
        """Count the files against the quota. copies: how often their bytes will be on the disk."""
        size_bytes = copies * sum(each.stat().st_size for each in self.folder.iterdir())
        more_bytes = size_bytes - self._taken_bytes
        if more_bytes <= 0:
            return
        if not quota.take(more_bytes):
            raise NoRoom
        self._taken_bytes = size_bytes
        check_disk(self._lock, (copies - 1) * size_bytes // copies)

    def probe(self) -> None:
        """Write a block, to learn whether the disk refuses it. Raises OSError if so."""
        (self.folder / "probe").write_bytes(bytes(BLOCK_BYTES))


def sweep() -> None:
    """Remove the folders of this user whose process has ended."""
    for folder in Path(settings.DOWNLOAD_FOLDER).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if is_left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)


def is_left_behind(folder: Path) -> bool:
    """Whether no process holds this folder. Raises OSError if another has removed it."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        about = os.fstat(lock)
        if about.st_uid != os.getuid() or time.time() - about.st_mtime < LOCKED_AFTER_S:
            return False
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
