"""This file times a backup of the national data, and its restore into a new database."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from bench.table import Row
from deploy.backup.archive import DUMP, opened
from deploy.backup.making import check, make
from deploy.backup.restoring import drop_database, fill
from deploy.backup.server import Place, configured

ROUNDS = 3
RESTORED = "mahalleh_restoring"
SUPERUSER = "postgres"


def main() -> list[Row]:
    """Seconds of a backup with its check, of a check alone, and of a restore with fingerprints."""
    making = Row("backup of the national data, checked", "s", "≤ 180")
    checking = Row("the same: --check alone", "s", "")
    restoring = Row("the same: restored, fingerprints compared", "s", "≤ 300")
    with tempfile.TemporaryDirectory(dir=settings.STATE) as folder:
        path = Path(folder) / "national.backup"
        for _ in range(ROUNDS):
            making.measured.append(seconds(lambda: make(path)))
            checking.measured.append(seconds(lambda: check(path)))
            restoring.measured.append(seconds(lambda: restore_aside(path, Path(folder))))
        making.note = f"{path.stat().st_size / 1e6:.0f} MB"
    return [making, checking, restoring]


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def restore_aside(path: Path, folder: Path) -> None:
    """Restore into a database that is dropped afterwards, as ./gis restore does before it swaps."""
    administrator = configured().as_user(SUPERUSER)
    run(administrator.of("postgres"), drop_database(RESTORED))
    run(administrator.of("postgres"), f"CREATE DATABASE {RESTORED} OWNER gis TEMPLATE template0")
    run(administrator.of(RESTORED), "CREATE EXTENSION postgis", "CREATE EXTENSION pg_trgm")
    with opened(path, secret=None, workplace=folder) as archive:
        dump = folder / DUMP
        with dump.open("wb") as out:
            archive.copy(DUMP, out)
        fill(configured().of(RESTORED), dump, archive.manifest, at_once=False)
    run(administrator.of("postgres"), drop_database(RESTORED))


def run(place: Place, *statements: object) -> None:
    connection = place.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
