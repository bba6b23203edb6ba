"""This file answers monitors: whether the process is alive and the site is ready."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.monitors import may_watch
from layers.messages import Message
from layers.messages import message as _


@dataclass(frozen=True)
class Check:
    """One thing that the site needs. words: what is missing and what to do; None if it is there.

    detail: the database's own words or names of migrations, for administrators alone.
    """

    name: str
    words: Message | None = None
    detail: str = ""

    def as_json(self, *, whole: bool) -> dict[str, object]:
        told: dict[str, object] = {"name": self.name, "ok": self.words is None}
        if self.words is not None:
            told |= {"fa": self.words.fa, "en": self.words.en}
        if whole and self.detail:
            told["detail"] = self.detail
        return told


def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all, to every method."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the site can work, else 503 with what is missing, in words."""
    checks = list(readiness())
    is_ready = all(check.words is None for check in checks)
    whole = may_watch(request)
    body = {"ready": is_ready, "checks": [check.as_json(whole=whole) for check in checks]}
    response = JsonResponse(
        body, status=200 if is_ready else 503, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store"
    return response


def readiness() -> Iterator[Check]:
    """What the site needs, in the order in which one would mend it; it ends at the first fault."""
    for name, find in (
        ("database", database),
        ("postgis", postgis),
        ("migrations", migrations),
    ):
        try:
            found = find()
        except Error as error:
            found = Check(name, WORDS[name], str(error).strip())
        yield found
        if found.words is not None:
            return


WORDS = {
    "database": _("پایگاه داده پاسخ نمی‌دهد. روشن بودن آن و جای خالی دیسک را بررسی کنید."),
    "postgis": _(
        "پایگاه داده PostGIS ندارد. مدیر سرور در همین پایگاه اجرا کند: CREATE EXTENSION postgis;"
    ),
    "migrations": _("جدول‌های پایگاه داده از نسخهٔ دیگری است. اجرا کنید: ‎./gis manage migrate"),
}


def database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        [version] = cursor.fetchone()
    return Check("database", detail=version)


def postgis() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")
        [version] = cursor.fetchone()
    return Check("postgis", detail=version)


def migrations() -> Check:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return Check("migrations")
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _back in plan)
    return Check("migrations", WORDS["migrations"], names)
