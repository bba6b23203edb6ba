"""This file reaches the database server: connections, and PostgreSQL's own programs."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import psycopg2
from django.conf import settings
from psycopg2.extensions import connection as Connection

from deploy.backup.problems import BackupProblem
from layers.messages import Verbatim
from layers.messages import message as _

# Values print the same whatever the server's settings are; long work has no time limit.
SESSION = (
    "-c jit=off -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
    " -c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1"
    " -c bytea_output=hex -c search_path=public"
)
SETPRIV = "/usr/bin/setpriv"
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Place:
    """A database and the role that opens it. Empty values: libpq's own defaults."""

    database: str
    user: str = ""
    host: str = ""
    port: str = ""
    password: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def as_user(self, user: str) -> "Place":
        return replace(self, user=user, password="")

    def of(self, database: str) -> "Place":
        return replace(self, database=database)

    def environment(self) -> dict[str, str]:
        """Variables for PostgreSQL's programs; a password never stands in a command line."""
        named = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGOPTIONS": SESSION,
            **{f"PG{name.upper()}": value for name, value in self.options},
        }
        given = {name: value for name, value in named.items() if value}
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PGDATABASE": self.database, **given}

    def connect(self) -> Connection:
        """A connection of one's own. Raises BackupProblem where the server does not answer."""
        given = {
            "dbname": self.database,
            "user": self.user,
            "host": self.host,
            "port": self.port,
            "password": self.password,
            "options": SESSION,
            **dict(self.options),
        }
        try:
            return psycopg2.connect(**{name: value for name, value in given.items() if value})
        except psycopg2.OperationalError as error:
            raise BackupProblem(
                _("پایگاه داده پاسخ نمی‌دهد. DATABASE_URL و روشن بودن سرور را بررسی کنید."),
                detail=str(error),
            ) from error


@contextmanager
def database_problems() -> Iterator[None]:
    """Raises BackupProblem for an error of the database in the middle of the work."""
    try:
        yield
    except psycopg2.Error as error:
        raise BackupProblem(
            _(
                "پایگاه داده کار را ناتمام گذاشت؛ پیام آن همین‌جا است. سرور را بررسی کنید و دوباره"
                " اجرا کنید."
            ),
            detail=str(error),
        ) from error


def configured() -> Place:
    """The database of the settings."""
    found: Mapping[str, Any] = settings.DATABASE
    ssl = {name: value for name, value in found.get("OPTIONS", {}).items() if name != "options"}
    return Place(
        database=found["NAME"],
        user=found.get("USER", ""),
        host=found.get("HOST", ""),
        port=str(found.get("PORT", "") or ""),
        password=found.get("PASSWORD", ""),
        options=tuple(sorted((name, str(value)) for name, value in ssl.items())),
    )


def server_major(connection: Connection) -> int:
    """The major version of PostgreSQL, such as 15."""
    return int(connection.server_version // 10000)


def program(name: str, *, at_least: int) -> str:
    """The path of pg_dump or pg_restore of this major or a newer one, the oldest that will do.

    Raises BackupProblem where none is installed.
    """
    majors = sorted(int(path.name) for path in DEBIAN_PROGRAMS.glob("*") if path.name.isdecimal())
    for major in majors:
        path = DEBIAN_PROGRAMS / str(major) / "bin" / name
        if major >= at_least and path.exists():
            return str(path)
    found = shutil.which(name)
    if found and major_of(found) >= at_least:
        return found
    raise BackupProblem(
        _(
            "برنامهٔ {program} نسخهٔ {major} یا تازه‌تر پیدا نشد. آن را نصب کنید: {command}",
            program=name,
            major=at_least,
            command=Verbatim(f"sudo apt-get install postgresql-client-{at_least}"),
        )
    )


def major_of(path: str) -> int:
    """The major version that a program of PostgreSQL names."""
    command = [path, "--version"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    number = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", told)
    return int(number.group(1)) if number else 0


def run(
    command: list[str],
    *,
    place: Place | None = None,
    feed: Callable[[IO[bytes]], None] | None = None,
) -> str:
    """Run a program of PostgreSQL to its end and return what it prints.

    It ends with this process. feed: writes its standard input. Raises BackupProblem with the
    program's own words.
    """
    process = start(command, place=place, fed=feed is not None)
    try:
        if feed is not None and process.stdin is not None:
            # A program that has ended early says why with its exit code and words.
            with suppress(BrokenPipeError):
                feed(process.stdin)
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.stdin = None
        return finish(process)
    finally:
        end(process)


def start(
    command: list[str], *, place: Place | None = None, fed: bool = False
) -> subprocess.Popen[bytes]:
    """Start a program that gets SIGTERM when this process ends, in whatever way."""
    environment = place.environment() if place else {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.Popen(  # noqa: S603
        [SETPRIV, "--pdeathsig=TERM", "--", *command],
        env=environment,
        stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[bytes]) -> str:
    """Wait for a started program and return what it prints. Raises BackupProblem if it failed."""
    printed, complaints = process.communicate()
    if process.returncode != 0:
        told = complaints.decode(errors="replace")
        if "No space left" in told:
            raise BackupProblem(_("روی دیسک جا نیست. جا باز کنید و دوباره اجرا کنید."), detail=told)
        raise BackupProblem(
            _(
                "برنامهٔ {program} کار را تمام نکرد؛ پیام آن همین‌جا است.",
                program=os.path.basename(str(process.args[3])),  # type: ignore[index]
            ),
            detail=told,
        )
    return printed.decode(errors="replace")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a started program and wait until it has ended."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait()
