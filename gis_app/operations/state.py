"""This file collects how the installation is doing: the one source of page and metrics."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
import pyogrio
import pyproj
import shapely
from axes.models import AccessAttempt
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from deploy.backup.note import Note, read_note
from gis_app.release import RELEASE
from layers.db import Lock, fetch
from layers.exporting.queue import waiting as waiting_downloads

FAILED_SIGN_INS_OF = timedelta(hours=24)
SLOW_MS = 500
MOST_STATEMENTS = 8
MOST_NAMES = 20
STATEMENT_LETTERS = 200

# Input: nothing. One row = one of the product's locks (number, held, waiting) in this database.
LOCKS_SQL = """
SELECT classid::bigint AS number,
    count(*) FILTER (WHERE granted),
    count(*) FILTER (WHERE NOT granted)
FROM (
    SELECT CASE WHEN objsubid = 1 THEN objid ELSE classid END AS classid, granted
    FROM pg_locks
    WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS advisory
GROUP BY 1
"""

# One row = one kind of statement of this database since the server's start, the slowest first.
SLOW_SQL = """
SELECT calls, mean_exec_time, max_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), %s)
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND max_exec_time >= %s
ORDER BY max_exec_time DESC, calls DESC
LIMIT %s
"""

SERVER_SQL = """
SELECT current_setting('server_version'),
    postgis_lib_version(),
    pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    current_setting('max_connections')::int,
    (
        SELECT COALESCE(max(EXTRACT(epoch FROM now() - xact_start)), 0)::float
        FROM pg_stat_activity
        WHERE datname = current_database() AND xact_start IS NOT NULL
    )
"""


@dataclass(frozen=True)
class Queue:
    """One of the product's locks: how many hold it and how many wait for it."""

    name: str
    held: int
    waiting: int


@dataclass(frozen=True)
class SlowStatement:
    """A kind of statement since the database server started; times in ms."""

    calls: int
    mean_ms: float
    most_ms: float
    text: str


@dataclass(frozen=True)
class FailedSignIn:
    """A name that was refused at one address."""

    username: str
    address: str
    failures: int
    at: datetime


@dataclass(frozen=True)
class State:
    """How the installation is doing at one moment.

    versions: program → version. Sizes in bytes. slow is None where pg_stat_statements is missing.
    backups: None where none was ever tried from this state folder.
    """

    versions: dict[str, str]
    database_bytes: int
    disk_free_bytes: int
    disk_bytes: int
    connections: int
    most_connections: int
    longest_transaction_s: float
    backups: Note | None
    failed_sign_ins: tuple[FailedSignIn, ...]
    failures: int
    slow: tuple[SlowStatement, ...] | None
    queues: tuple[Queue, ...]


def state() -> State:
    """Collect everything; a handful of short statements."""
    [(postgresql, postgis, size, connections, most, longest)] = fetch(SERVER_SQL)
    disk = shutil.disk_usage(settings.STATE)
    since = timezone.now() - FAILED_SIGN_INS_OF
    refused = AccessAttempt.objects.filter(attempt_time__gte=since).order_by("-attempt_time", "-pk")
    return State(
        versions=versions(postgresql, postgis),
        database_bytes=size,
        disk_free_bytes=disk.free,
        disk_bytes=disk.total,
        connections=connections,
        most_connections=most,
        longest_transaction_s=longest,
        backups=read_note(settings.STATE),
        failed_sign_ins=tuple(failed_sign_in(each) for each in refused[:MOST_NAMES]),
        failures=sum(refused.values_list("failures_since_start", flat=True)),
        slow=slow_statements(),
        queues=queues(),
    )


def versions(postgresql: str, postgis: str) -> dict[str, str]:
    return {
        "Mahalleh": RELEASE,
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "PostgreSQL": postgresql.split(" ")[0],
        "PostGIS": postgis,
        "GDAL": pyogrio.__gdal_version_string__,
        "GEOS": shapely.geos_version_string,
        "PROJ": pyproj.proj_version_str,
    }


def failed_sign_in(attempt: AccessAttempt) -> FailedSignIn:
    return FailedSignIn(
        username=attempt.username or "",
        address=attempt.ip_address or "",
        failures=attempt.failures_since_start,
        at=attempt.attempt_time,
    )


def slow_statements() -> tuple[SlowStatement, ...] | None:
    """The slowest kinds of statements, or None where the server does not record them."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SLOW_SQL, [STATEMENT_LETTERS, SLOW_MS, MOST_STATEMENTS])
            return tuple(SlowStatement(*row) for row in cursor.fetchall())
    except Error:
        return None


def queues() -> tuple[Queue, ...]:
    """Every lock of the product, in use or not, in the order of its definition; then the clients
    that wait for a large download. Those that receive one are known to their process alone: 0.
    """
    found = {number: (held, waiting) for number, held, waiting in fetch(LOCKS_SQL)}
    locks = (Queue(lock.name.lower(), *found.get(lock.value, (0, 0))) for lock in Lock)
    return (*locks, Queue("download", 0, waiting_downloads()))
