"""This file checks what Django does not: the geometry libraries and the configured database.

The checks are Django system checks (`./gis manage check`; `migrate` runs the database checks before
it changes anything). `python -m gis_app.checks` runs them where a missing library keeps Django from
starting.
"""

import ctypes
import ctypes.util
import sys
from collections.abc import Sequence
from typing import Any

import django
from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gis_app.libraries import geometry_library
from layers.messages import Digits, Pair, Worded
from layers.messages import message as _

OLDEST_POSTGRESQL = 15
OLDEST_POSTGIS = (3, 3)
EXIT_LIBRARY = 7
EXIT_DATABASE = 6

# Tables and views of the schema that migrations write to, without those of extensions.
TABLES_SQL = """
SELECT relation.relname
FROM pg_class AS relation
WHERE relation.relnamespace = current_schema()::regnamespace
  AND relation.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (
    SELECT FROM pg_depend AS dependency
    WHERE dependency.classid = 'pg_class'::regclass
      AND dependency.objid = relation.oid
      AND dependency.deptype = 'e'
  )
ORDER BY relation.relname
"""


def problem(code: str, words: Worded, *, detail: object = "") -> Error:
    """An error in both languages. detail: what a library reported."""
    text = f"{words.in_language('fa')}\n{words.in_language('en')}"
    return Error(text, hint=str(detail).strip() or None, id=f"mahalleh.{code}")


@register(Tags.compatibility)
def check_libraries(**_options: Any) -> list[CheckMessage]:
    """An error for each geometry library that is missing or does not load."""
    return [found for name in ("gdal", "geos") if (found := library_problem(name)) is not None]


def library_problem(name: str) -> Error | None:
    """The fault of the "gdal" or "geos" library that GeoDjango would load, if any."""
    path = geometry_library(name) or ctypes.util.find_library(
        {"gdal": "gdal", "geos": "geos_c"}[name]
    )
    reason: object = "not found"
    if path is not None:
        try:
            ctypes.CDLL(path)
        except OSError as error:
            reason = error
        else:
            return None
    return problem(
        "E001" if name == "gdal" else "E002",
        # Without the library Django does not start, and so there is no catalogue to look in.
        Pair(
            f"کتابخانهٔ {name.upper()} بارگذاری نشد. آن را نصب کنید: sudo apt-get install gdal-bin",
            f"The {name.upper()} library does not load. Install it: sudo apt-get install gdal-bin",
        ),
        detail=reason,
    )


@register(Tags.database)
def check_databases(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """The first fault of each database, in the order in which one would fix it."""
    found = (database_problem(connections[alias]) for alias in databases or [])
    return [error for error in found if error is not None]


def database_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """The reason why this database cannot be used, or None."""
    try:
        return (
            server_problem(connection) or postgis_problem(connection) or content_problem(connection)
        )
    except OperationalError as error:
        return problem(
            "E003",
            _("پایگاه داده پاسخ نمی‌دهد. DATABASE_URL و روشن بودن سرور را بررسی کنید."),
            detail=error,
        )


def server_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """Whether the server is too old or the database's encoding is not UTF-8."""
    [(version, encoding)] = rows(
        connection,
        "SELECT current_setting('server_version_num')::int / 10000,"
        " current_setting('server_encoding')",
    )
    if version < OLDEST_POSTGRESQL:
        return problem(
            "E004",
            _(
                "PostgreSQL {oldest} یا تازه‌تر لازم است. نسخهٔ این سرور {version} است. آن را به‌روز"
                " کنید.",
                oldest=OLDEST_POSTGRESQL,
                version=version,
            ),
        )
    if encoding != "UTF8":
        return problem(
            "E005",
            _(
                "رمزگذاری پایگاه داده {encoding} است. پایگاهی با ENCODING 'UTF8' بسازید.",
                encoding=encoding,
            ),
        )
    return None


def postgis_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """Whether PostGIS is too old, or missing and this role may not create it."""
    found = rows(connection, "SELECT extversion FROM pg_extension WHERE extname = 'postgis'")
    if not found:
        return creation_problem(connection)
    [(version,)] = found
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
        return problem(
            "E006",
            _(
                "PostGIS {oldest} یا تازه‌تر لازم است. این پایگاه {version} دارد. آن را به‌روز کنید.",
                oldest=Digits(".".join(map(str, OLDEST_POSTGIS))),
                version=version,
            ),
        )
    return None


def creation_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """Whether CREATE EXTENSION postgis fails; it is tried and rolled back, the only sure test."""
    try:
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION postgis")
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as error:
        return problem(
            "E007",
            _(
                "این پایگاه داده PostGIS ندارد و این کاربر نمی‌تواند آن را بسازد. مدیر سرور در"
                " همین پایگاه اجرا کند: CREATE EXTENSION postgis;"
            ),
            detail=error,
        )
    return None


def content_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """Whether the database holds another program's tables; ours must then not change it."""
    tables = [name for (name,) in rows(connection, TABLES_SQL)]
    if not tables:
        return permission_problem(connection)
    ours = {config.label for config in apps.get_app_configs()}
    if "django_migrations" in tables:
        recorded = rows(connection, "SELECT DISTINCT app FROM django_migrations")
        strangers = sorted({app for (app,) in recorded} - ours)
    else:
        strangers = tables
    if not strangers:
        return None
    return problem(
        "E008",
        _(
            "این پایگاه داده از برنامهٔ دیگری (یا نسخهٔ تازه‌تری) است و تغییری نکرد. پایگاهی خالی"
            " بسازید."
        ),
        detail=", ".join(strangers[:5]),
    )


def permission_problem(connection: BaseDatabaseWrapper) -> Error | None:
    """Whether this role may not create tables: the default since PostgreSQL 15 for non-owners."""
    [(allowed, name, role)] = rows(
        connection,
        "SELECT has_schema_privilege(current_schema(), 'CREATE'), current_database(), current_user",
    )
    if allowed:
        return None
    return problem(
        "E009",
        _("این کاربر نمی‌تواند در این پایگاه داده جدول بسازد. مدیر سرور اجرا کند:"),
        detail=f'ALTER DATABASE "{name}" OWNER TO "{role}";',
    )


def rows(connection: BaseDatabaseWrapper, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def main() -> int:
    """Print the faults; 0, or the exit code by which the launcher knows their kind."""
    found = check_libraries()
    code = EXIT_LIBRARY
    if not found:
        django.setup()
        found = check_databases(databases=list(connections))
        code = EXIT_DATABASE
    for message in found:
        print(message.msg, message.hint or "", sep="\n")
    return code if found else 0


if __name__ == "__main__":
    sys.exit(main())
