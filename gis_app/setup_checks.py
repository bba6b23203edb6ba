"""This file says in words what is wrong with a set-up: `./gis check`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage
from django.db import connection, connections

from deploy.backup.note import read_note
from deploy.backup.site_settings import SETTINGS_FILE
from gis_app.checks import check_databases, check_libraries
from gis_app.operations.state import state
from layers.messages import Verbatim, Worded
from layers.messages import message as _
from layers.views.health import readiness

LEAST_KEY_LETTERS = 50
LEAST_FREE_BYTES = 1_000_000_000
LOCAL_HOSTS = {"127.0.0.1", "localhost"}
# Connections beside those of the web server: commands, a backup, an administrator.
SPARE_CONNECTIONS = 10


def setup_problems() -> Iterator[Worded | CheckMessage]:
    """What is wrong, in the order in which one would mend it; the database's faults come first."""
    yield from check_libraries()
    faults = check_databases(databases=list(connections))
    yield from faults
    yield from settings_problems()
    yield from folder_problems(settings.STATE)
    if not faults:
        missing = [check.words for check in readiness() if check.words is not None]
        yield from missing or connection_problems()
    yield from backup_problems()


def settings_problems() -> Iterator[Worded]:
    """Settings that contradict each other or open a door."""
    if settings.DEBUG:
        yield _("MAHALLEH_DEBUG روشن است و خطاها را با کد برنامه به همه نشان می‌دهد. آن را بردارید.")
    if len(settings.SECRET_KEY) < LEAST_KEY_LETTERS:
        yield _("MAHALLEH_SECRET_KEY کوتاه‌تر از {count} نویسه است.", count=LEAST_KEY_LETTERS)
    yield from address_problems(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)


def address_problems(public: set[str]) -> Iterator[Worded]:
    """Names and HTTPS. public: the host names that others reach the site by."""
    if "*" in public:
        yield _("MAHALLEH_HOSTS همهٔ نام‌ها را می‌پذیرد. نام سایت را بنویسید.")
    if settings.HTTPS and not public:
        yield _("HTTPS روشن است ولی MAHALLEH_HOSTS نام سایت را ندارد.")
    if settings.HTTPS and not settings.CSRF_TRUSTED_ORIGINS:
        yield _("HTTPS روشن است ولی MAHALLEH_ORIGINS خالی است؛ فرم‌ها پذیرفته نمی‌شوند.")
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield _("HTTPS روشن است ولی MAHALLEH_PROXIES صفر است؛ همهٔ ورودها از یک نشانی شمرده می‌شود.")
    if public and not settings.HTTPS:
        yield _("سایت نام عمومی دارد ولی بی HTTPS است؛ گذرواژه‌ها رمزنشده می‌رود. MAHALLEH_HTTPS=1.")
    if settings.HSTS not in ("", "subdomains", "preload"):
        yield _("مقدار MAHALLEH_HSTS شناخته نیست: {value}.", value=settings.HSTS)


def folder_problems(folder: Path) -> Iterator[Worded]:
    """Whether the state folder can be written, has room and keeps its secrets."""
    if not os.access(folder, os.W_OK):
        yield _("در پوشهٔ {path} نمی‌توان نوشت.", path=Verbatim(str(folder)))
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        yield _(
            "روی دیسکِ {path} تنها {free} مگابایت خالی است. جا باز کنید.",
            path=Verbatim(str(folder)),
            free=free // 1_000_000,
        )
    for name in ("secret_key", SETTINGS_FILE):
        path = folder / name
        if path.exists() and path.stat().st_mode & 0o007:
            yield _("فایل {path} را همه می‌خوانند: chmod 600", path=Verbatim(str(path)))


def connection_problems() -> Iterator[Worded]:
    """Whether the server takes the web server's connections, and records slow statements."""
    wanted = int(os.environ.get("MAHALLEH_WORKERS", "2")) * int(
        os.environ.get("MAHALLEH_THREADS", "6")
    )
    found = state()
    if wanted + SPARE_CONNECTIONS > found.most_connections:
        yield _(
            "وب‌سرور تا {wanted} اتصال می‌خواهد و سرور {most} می‌پذیرد. MAHALLEH_WORKERS یا"
            " MAHALLEH_THREADS را کم کنید.",
            wanted=wanted,
            most=found.most_connections,
        )
    if found.slow is None:
        yield _(
            "سرور دستورهای کند را ثبت نمی‌کند. مدیر سرور shared_preload_libraries ="
            " 'pg_stat_statements' را در postgresql.conf بگذارد، سرور را دوباره روشن کند و در همین"
            " پایگاه اجرا کند: CREATE EXTENSION pg_stat_statements;"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        [is_superuser] = cursor.fetchone()
    if is_superuser:
        yield _(
            "سامانه با کاربری به پایگاه داده وصل می‌شود که همهٔ اختیارها را دارد. کاربری ساده بسازید."
        )


def backup_problems() -> Iterator[Worded]:
    """Whether the last backup was made, and whether there is a good one that is not old."""
    note = read_note(settings.STATE)
    if note is None:
        yield _("تاکنون پشتیبانی گرفته نشده است: ‎./gis backup FILE")
        return
    if note.last.problem:
        yield _(
            "آخرین پشتیبان‌گیری ناموفق بود ({moment}): {reason}",
            moment=note.last.at,
            reason=note.last.reason,
        )
    if note.good is None:
        yield _("هنوز پشتیبان سالمی ثبت نشده است: ‎./gis backup FILE")
    elif note.is_old:
        yield _("آخرین پشتیبان سالم {days} روز پیش گرفته شده است.", days=note.good.age().days)
