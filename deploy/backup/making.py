"""This file makes a backup in one snapshot while people work, and checks backups.

pg_dump and the fingerprints read the same exported snapshot, so that they describe the same moment.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import set_wait_callback
from psycopg2.extras import wait_select

from deploy.backup.archive import (
    DUMP,
    KEY,
    Archive,
    Manifest,
    check_rest,
    damaged,
    opened,
    write_archive,
)
from deploy.backup.fingerprints import NOT_KEPT, Table, fingerprints, tables
from deploy.backup.problems import BackupProblem
from deploy.backup.server import (
    Place,
    configured,
    database_problems,
    end,
    finish,
    program,
    run,
    server_major,
    start,
)
from deploy.backup.site_settings import effective_settings
from layers.messages import Verbatim
from layers.messages import message as _

# Level 1 is a third larger than pg_dump's own choice and three times as fast.
COMPRESSION = "--compress=1"
# For an update of the tables that runs; a backup that waits for ever is none.
LOCK_WAIT = "10min"


def make(path: Path, *, secret: str | None = None) -> Manifest:
    """Write a backup of the configured database and check it. Raises BackupProblem.

    The file appears under its name when it is whole and checked, never before.
    """
    with workplace(path.parent) as folder:
        dump = folder / DUMP
        manifest = dump_snapshot(configured(), dump)
        written = folder / "written"
        write_archive(written, manifest, dump, settings.SECRET_KEY, secret)
        dump.unlink()
        found = read_through(written, folder, secret=secret)
        os.replace(written, path)
        sync_folder(path.parent)
        return found


def check(path: Path, *, secret: str | None = None) -> Manifest:
    """Read a whole backup: every hash, every block of the dump through pg_restore, the padding.

    The folder of the backup need not be writable. Raises BackupProblem.
    """
    with workplace(settings.STATE) as folder:
        return read_through(path, folder, secret=secret)


def read_through(path: Path, folder: Path, *, secret: str | None) -> Manifest:
    """Check a backup. folder: a private one for what is decrypted. Raises BackupProblem."""
    with opened(path, secret=secret, workplace=folder) as archive:
        check_members(archive)
        check_rest(path)
        return archive.manifest


def check_members(archive: Archive) -> None:
    """Raises Damaged where a member is not what was written, or pg_restore cannot read it."""
    archive.text(KEY)
    reader = program("pg_restore", at_least=archive.manifest.postgresql)
    try:
        run([reader, "--file=/dev/null"], feed=lambda out: archive.copy(DUMP, out))
    except BackupProblem as problem:
        raise damaged(problem.detail) from problem


@database_problems()
def dump_snapshot(place: Place, dump: Path) -> Manifest:
    """Dump the database into a file, and take the fingerprints of the same snapshot meanwhile.

    Raises BackupProblem.
    """
    connection = place.connect()
    try:
        found = hold_tables(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
        major = server_major(connection)
        dumping = start(
            [
                program("pg_dump", at_least=major),
                "--format=custom",
                COMPRESSION,
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={dump}",
                *(f"--exclude-table-data={name}" for name in sorted(NOT_KEPT)),
            ],
            place=place,
        )
        try:
            manifest = describe(connection, found, major)
            finish(dumping)
        finally:
            end(dumping)
        return manifest
    finally:
        connection.close()


def hold_tables(connection: Connection) -> list[Table]:
    """Begin the snapshot, with every table held against being emptied or changed in form.

    TRUNCATE ignores snapshots. The locks allow reading and writing rows; they come first,
    because the first query makes the snapshot. Raises BackupProblem, or psycopg2's
    LockNotAvailable where an update holds a table for longer than LOCK_WAIT.
    """
    for _attempt in range(3):
        found = tables(connection)
        connection.rollback()
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        if not found:
            break
        names = sql.SQL(", ").join(sql.Identifier(each.schema, each.name) for each in found)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [LOCK_WAIT])
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))
        if tables(connection) == found:
            return found
        connection.rollback()
    raise BackupProblem(
        _(
            "این پایگاه داده جدول‌های سامانه را ندارد یا هم‌اکنون به‌روز می‌شود. کمی بعد"
            " دوباره تلاش کنید."
        )
    )


def describe(connection: Connection, found: list[Table], major: int) -> Manifest:
    """What the snapshot holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")
        [postgis] = cursor.fetchone()
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [name for (name,) in cursor]
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=major,
        postgis=postgis,
        migrations=migrations,
        settings=effective_settings(),
        tables=fingerprints(connection, found),
    )


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A private folder on the disk of a file; it goes in every ending but kill -9.

    What an earlier run has left that was killed is removed. Raises BackupProblem where there is
    no such folder or it cannot be written.
    """
    if not beside.is_dir():
        raise BackupProblem(_("پوشهٔ {path} نیست. آن را بسازید.", path=Verbatim(str(beside))))
    with ended_by_signals():
        try:
            sweep(beside)
            folder = Path(tempfile.mkdtemp(prefix=f".mahalleh-{os.getpid()}-", dir=beside))
        except OSError as error:
            raise BackupProblem(
                _("در پوشهٔ {path} نمی‌توان نوشت.", path=Verbatim(str(beside))), detail=str(error)
            ) from error
        try:
            yield folder
        except OSError as error:
            raise BackupProblem(
                _("نوشتن فایل پشتیبان ناتمام ماند. جای خالی دیسک را بررسی کنید."),
                detail=str(error),
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end the work in the orderly way, so that nothing half made stays.

    psycopg2's own waiting for the database would go on until the server answers.
    """
    previous = signal.signal(signal.SIGTERM, leave)
    set_wait_callback(wait_select)
    try:
        yield
    finally:
        set_wait_callback(None)
        signal.signal(signal.SIGTERM, previous)


def sweep(beside: Path) -> None:
    """Remove the workplaces of processes that have ended."""
    for old in beside.glob(".mahalleh-*-*"):
        owner = old.name.split("-")[1]
        if old.is_dir() and owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(old, ignore_errors=True)


def leave(number: int, _frame: FrameType | None) -> None:
    """End by a signal, as sys.exit does."""
    sys.exit(128 + number)


def sync_folder(folder: Path) -> None:
    """Write a folder's names through to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
