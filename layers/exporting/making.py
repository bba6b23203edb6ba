"""This file makes the file of an export: small ones at once, large ones in a slot."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.db import OperationalError

from layers.budget import BudgetSpent, left_s, own_budget
from layers.db import is_timeout
from layers.exporting.gpkg import write_gpkg
from layers.exporting.kept import kept_files
from layers.exporting.kml import write_kml
from layers.exporting.metadata import metadata
from layers.exporting.queue import Slot
from layers.exporting.selection import Selection, arguments
from layers.exporting.unlinked import NoRoom, TooLarge, WholeFile
from layers.exporting.writing import Writer, write_csv, write_geojson, write_in_time
from layers.exporting.xlsx import write_xlsx
from layers.messages import Number
from layers.messages import message as _
from layers.problems import Busy, Problem
from layers.tiles.cut import layer_token

# The web server takes over so much in one piece, whatever the speed of the line.
SMALL_BYTES = 1_000_000
# For writing a large file, from its turn on, instead of what the request has left.
LONGEST_S = 600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    content_type: str
    write: Writer


FORMATS = {
    "geojson": Format("application/geo+json", write_geojson),
    "csv": Format("text/csv; charset=utf-8", write_csv),
    "xlsx": Format(XLSX, write_xlsx),
    "gpkg": Format("application/geopackage+sqlite3", write_gpkg),
    "kml": Format("application/vnd.google-earth.kml+xml", write_kml),
}
# Large files are written one after another in each process, so that pages keep the database.
_one_large_file = threading.Lock()


class TookTooLong(Problem):
    """A file was not finished in LONGEST_S."""

    def __init__(self) -> None:
        super().__init__(
            _("ساختن فایل بیش از اندازه طول کشید"),
            _(
                "ساختن این فایل پس از {minutes} دقیقه متوقف شد. محدودهٔ کوچک‌تری انتخاب کنید.",
                minutes=Number(LONGEST_S / 60),
            ),
            status=503,
            retry_after_s=60,
        )


class AnotherIsWritten(Busy):
    """The turn of this large file did not come in the time of its request."""

    def __init__(self) -> None:
        super().__init__(
            _("سامانه اکنون فایل بزرگ دیگری را می‌نویسد. یک دقیقهٔ دیگر دوباره درخواست کنید."),
            retry_after_s=60,
        )


def whole_file(selection: Selection, extension: str, slot: Slot, *, may_be_kept: bool) -> WholeFile:
    """The finished file of a selection, with its slot taken if it had to be written and is large.

    may_be_kept: whether a file will do that was written in the last minute and since which nothing
    was published. What depends on the person is never kept. Raises InQueue, NoRoom,
    AnotherIsWritten, TookTooLong.
    """
    write = FORMATS[extension].write
    if selection.spec.restricted:
        return written(selection, write, slot)
    fingerprint = fingerprint_of(selection, extension)
    found = kept_files.get(fingerprint) if may_be_kept else None
    if found is None:
        found = written(selection, write, slot)
        kept_files.put(fingerprint, found)
    return found


def fingerprint_of(selection: Selection, extension: str) -> str:
    """What a file depends on: its metadata, filters, figures and the layer's published state."""
    parts = [extension, layer_token(selection.spec), metadata(selection), arguments(selection)]
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()


def written(selection: Selection, write: Writer, slot: Slot) -> WholeFile:
    """A new file. What is not small and quick takes a slot and is written again, from the start."""
    try:
        return with_room(write, selection, most_bytes=SMALL_BYTES, limit_s=None)
    except TooLarge:
        pass
    except OperationalError as error:
        if not is_timeout(error):
            raise
    slot.take()
    with turn_to_write(), own_budget(LONGEST_S):
        try:
            return with_room(write, selection, most_bytes=None, limit_s=LONGEST_S)
        except BudgetSpent as error:
            raise TookTooLong from error
        except OperationalError as error:
            if is_timeout(error):
                raise TookTooLong from error
            raise


@contextmanager
def turn_to_write() -> Iterator[None]:
    """A block in which no other large file is written. Raises AnotherIsWritten."""
    if not _one_large_file.acquire(timeout=min(left_s(), LONGEST_S)):
        raise AnotherIsWritten
    try:
        yield
    finally:
        _one_large_file.release()


def with_room(
    write: Writer, selection: Selection, *, most_bytes: int | None, limit_s: int | None
) -> WholeFile:
    """The file, for which kept ones make room if needed. Raises NoRoom if that is not enough."""
    try:
        return write_in_time(write, selection, most_bytes=most_bytes, limit_s=limit_s)
    except NoRoom:
        kept_files.drop_all()
    return write_in_time(write, selection, most_bytes=most_bytes, limit_s=limit_s)
