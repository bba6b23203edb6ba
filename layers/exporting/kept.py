"""This file keeps finished public downloads for a minute, for readers that ask for ranges.

GDAL reads a file in dozens of ranges, and a broken download continues with one.
"""

import threading
import time

from layers.exporting.unlinked import WholeFile

KEPT_S = 60


class KeptFiles:
    """Finished files by the fingerprint of their content; each ends KEPT_S after it was written."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[WholeFile, float]] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, fingerprint: str) -> WholeFile | None:
        with self._lock:
            file, written_at = self._files.get(fingerprint, (None, 0.0))
        return file if time.monotonic() - written_at < KEPT_S else None

    def put(self, fingerprint: str, file: WholeFile) -> None:
        with self._lock:
            self._files[fingerprint] = (file, time.monotonic())
            self._start_timer()

    def drop_all(self) -> None:
        """Make room; files that are being sent stay until they are sent."""
        with self._lock:
            self._files.clear()

    def _drop_old(self) -> None:
        oldest = time.monotonic() - KEPT_S
        with self._lock:
            self._timer = None
            self._files = {key: kept for key, kept in self._files.items() if kept[1] > oldest}
            if self._files:
                self._start_timer()

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(KEPT_S, self._drop_old)
            self._timer.daemon = True
            self._timer.start()


kept_files = KeptFiles()
