"""This file restores a backup: all of it, or nothing.

On the private server the backup goes into a new database, which takes the place of the old one in
one transaction when its fingerprints agree. On a server of others (DATABASE_URL) it goes into an
empty database, in one transaction.
"""

import os
import shutil
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import psycopg2
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from deploy.backup.archive import DUMP, KEY, Archive, Manifest, opened, private_file
from deploy.backup.fingerprints import differing, fingerprints, tables
from deploy.backup.making import check_members, workplace
from deploy.backup.problems import BackupProblem, NotSame
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
from deploy.backup.site_settings import write_settings
from layers.messages import message as _

SWAP_ATTEMPTS = 20
# Lines of pg_restore's list that need a superuser; the extensions are there before.
OF_EXTENSIONS = (" EXTENSION ", " spatial_ref_sys ")
TRIGGER = " TRIGGER "
EMPTY_SEARCH_PATH = b"SELECT pg_catalog.set_config('search_path', '', false);"


@database_problems()
def restore(
    path: Path,
    *,
    state: Path,
    secret: str | None = None,
    overwrite: bool = False,
    into: str = "",
    superuser: str = "",
) -> Manifest:
    """Restore a backup into the configured database; its key and settings into `state`.

    into: an empty database of the private server, made for this, that takes the place of the
    configured one; superuser: the role that may exchange them. Both empty on another server.
    Raises BackupProblem; the data are then as before.
    """
    place = configured()
    with workplace(state) as folder, opened(path, secret=secret, workplace=folder) as archive:
        refuse_newer_release(archive.manifest)
        refuse_to_overwrite(place, overwrite=overwrite, exchanged=bool(into))
        check_members(archive)
        dump = private_file(folder / DUMP)
        with dump.open("wb") as out:
            archive.copy(DUMP, out)
        fill(place.of(into) if into else place, dump, archive.manifest, at_once=not into)
        key = key_file(archive, folder, state / KEY)
        if into:
            exchange(place, into, superuser)
        os.replace(key, state / KEY)
        write_settings(state, archive.manifest.settings)
        return archive.manifest


def refuse_newer_release(manifest: Manifest) -> None:
    """Raises BackupProblem where the backup has tables that this release does not know."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupProblem(
            _("این پشتیبان را نسخهٔ تازه‌تری از سامانه ساخته است. سامانه را به‌روز کنید."),
            detail=", ".join(unknown[:5]),
        )


def refuse_to_overwrite(place: Place, *, overwrite: bool, exchanged: bool) -> None:
    """Raises BackupProblem where the database holds tables and may not be replaced."""
    connection = place.connect()
    try:
        filled = bool(tables(connection))
    finally:
        connection.close()
    if filled and not exchanged:
        raise BackupProblem(
            _(
                "این پایگاه داده خالی نیست و چیزی تغییر نکرد. پایگاهی خالی بسازید و DATABASE_URL را"
                " روی آن بگذارید."
            )
        )
    if filled and not overwrite:
        raise BackupProblem(
            _(
                "این سامانه داده دارد و چیزی تغییر نکرد. اگر باید جای آن را پشتیبان بگیرد، با"
                " ‎--overwrite دوباره اجرا کنید."
            )
        )


def fill(place: Place, dump: Path, manifest: Manifest, *, at_once: bool) -> None:
    """Restore a dump into an empty database and compare the fingerprints.

    at_once: in one transaction; otherwise with a process for each core. Raises BackupProblem.
    """
    connection = place.connect()
    try:
        major = server_major(connection)
        if major < manifest.postgresql:
            raise BackupProblem(
                _(
                    "این پشتیبان از PostgreSQL {made} است و این دستگاه نسخهٔ {here} دارد. نسخهٔ"
                    " {made} یا تازه‌تر را نصب کنید.",
                    made=manifest.postgresql,
                    here=major,
                )
            )
        load = load_at_once if at_once else load_in_parallel
        load(place, dump, major)
        compare(connection, manifest)
        connection.rollback()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    finally:
        connection.close()


def load_in_parallel(place: Place, dump: Path, major: int) -> None:
    """Everything but the triggers with a process for each core, then the triggers."""
    others, triggers = parts(dump, major)
    command = [
        program("pg_restore", at_least=major),
        f"--dbname={place.database}",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        f"--use-list={contents_file(dump, others)}",
        f"--jobs={os.cpu_count() or 1}",
        str(dump),
    ]
    run(command, place=place)
    replay(place, dump, major, triggers)


def load_at_once(place: Place, dump: Path, major: int) -> None:
    """Everything in one transaction."""
    others, triggers = parts(dump, major)
    replay(place, dump, major, [*others, *triggers])


def parts(dump: Path, major: int) -> tuple[list[str], list[str]]:
    """The lines of pg_restore's list, without extensions: all but the triggers, the triggers."""
    listed = run([program("pg_restore", at_least=major), "--list", str(dump)])
    lines = [line for line in listed.splitlines() if line and not line.startswith(";")]
    wanted = [line for line in lines if not any(mark in line for mark in OF_EXTENSIONS)]
    others = [line for line in wanted if TRIGGER not in line]
    return others, [line for line in wanted if TRIGGER in line]


def contents_file(dump: Path, lines: list[str]) -> Path:
    """A list for pg_restore's --use-list."""
    path = dump.with_name("contents")
    path.write_text("\n".join(lines) + "\n")
    return path


def replay(place: Place, dump: Path, major: int, lines: list[str]) -> None:
    """Run parts of a dump through psql in one transaction, with PostGIS in the search path.

    Triggers compare geometries by IS DISTINCT FROM, whose operator PostgreSQL looks up by the
    search path; pg_restore empties it, and then they cannot be made.
    """
    restorer = [program("pg_restore", at_least=major), "--no-owner", "--no-privileges", "--file=-"]
    reading = start([*restorer, f"--use-list={contents_file(dump, lines)}", str(dump)])
    psql = [program("psql", at_least=major), "--no-psqlrc", "--quiet", "--output=/dev/null"]
    try:
        run(
            [*psql, "--single-transaction", "--set=ON_ERROR_STOP=1"],
            place=place,
            feed=partial(pass_on, reading),
        )
        finish(reading)
    finally:
        end(reading)


def pass_on(reading: subprocess.Popen[bytes], out: IO[bytes]) -> None:
    """Copy a script of pg_restore; the statement that empties the search path is left out."""
    script = reading.stdout
    if script is None:
        return
    for line in script:
        if line.strip() == EMPTY_SEARCH_PATH:
            break
        out.write(line)
    shutil.copyfileobj(script, out)


def compare(connection: Connection, manifest: Manifest) -> None:
    """Raises NotSame where a table differs from the backup's snapshot."""
    found = fingerprints(connection, tables(connection))
    wrong = differing(found, manifest.tables)
    if wrong:
        raise NotSame(
            _(
                "دادهٔ بازگردانده با پشتیبان یکی نیست: {tables}. دادهٔ پیشین سر جای خود است.",
                tables=wrong,
            )
        )


def key_file(archive: Archive, folder: Path, old: Path) -> Path:
    """The secret key in a working folder, with the owner of the old key if there is one.

    Without the right to give files away, it stays this user's own.
    """
    path = private_file(folder / KEY)
    path.write_text(archive.text(KEY))
    with suppress(FileNotFoundError, PermissionError):
        os.chown(path, old.stat().st_uid, old.stat().st_gid)
    return path


def exchange(place: Place, new: str, superuser: str) -> None:
    """Let the new database take the name of the old one, which is then dropped.

    Both renamings are one transaction. Connections to the old database are ended; people who work
    get one error and then the restored data. Raises BackupProblem.
    """
    old = f"{place.database}_replaced"
    connection = place.of("postgres").as_user(superuser).connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(drop_database(old))
        for attempt in range(SWAP_ATTEMPTS):
            if rename_both(connection, place.database, old, new):
                break
            time.sleep(0.1 * attempt)
        else:
            raise BackupProblem(
                _("پایگاه داده آزاد نشد و چیزی تغییر نکرد. سامانه را ببندید و دوباره اجرا کنید.")
            )
        # The data are exchanged; what cannot be dropped now is dropped by the next restore.
        with suppress(psycopg2.Error), connection.cursor() as cursor:
            cursor.execute(drop_database(old))
    finally:
        connection.close()


def drop_database(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def rename_both(connection: Connection, current: str, old: str, new: str) -> bool:
    """Rename current to old and new to current at once; False while somebody is connected."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with connection.cursor() as cursor:
        try:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)",
                [current, new],
            )
            for name, other in ((current, old), (new, current)):
                cursor.execute(rename.format(sql.Identifier(name), sql.Identifier(other)))
            cursor.execute("COMMIT")
        except psycopg2.errors.ObjectInUse:
            cursor.execute("ROLLBACK")
            return False
    return True
