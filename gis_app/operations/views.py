"""This file answers the administrator's page and /metrics."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import manages_users
from accounts.monitors import may_watch
from deploy.backup.note import Note
from gis_app.operations.metrics import CONTENT_TYPE, prometheus
from gis_app.operations.pages import FailedBackup, GoodBackup, NamedQueue, OperationsPage
from gis_app.operations.state import State, state
from layers.messages import message as _
from layers.problems import Problem

MB = 1_000_000
LITTLE_SPACE = 0.1
QUEUES = {
    "loading": _("ورود داده و انتشار محدوده"),
    "publishing": _("ساختن داده‌های منتشرشده"),
    "drafts": _("ذخیرهٔ رسم تازه"),
    "codes": _("کد محدودهٔ تازه"),
    "attachments": _("پیوست‌ها"),
    "download": _("فایل‌های بزرگ"),
}


class ForAdministrators(Problem):
    """This person may not see how the installation is doing."""

    def __init__(self) -> None:
        super().__init__(
            _("این صفحه برای مدیر سامانه است"),
            _(
                "با حساب کارمند ستاد ملی وارد شوید یا نشان MAHALLEH_METRICS_TOKEN را در سرآیند"
                " Authorization بفرستید."
            ),
            status=403,
        )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers of the page for Prometheus; for administrators and the monitors' token."""
    if not may_watch(request):
        raise ForAdministrators
    response = HttpResponse(prometheus(state()), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """How the installation is doing, for administrators."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not manages_users(request.user):
        raise ForAdministrators
    response = render(request, "operations/state.html", {"page": page_of(state())})
    response["Cache-Control"] = "private, no-store"
    return response


def page_of(found: State) -> OperationsPage:
    return OperationsPage(
        versions=tuple(found.versions.items()),
        database_mb=found.database_bytes / MB,
        disk_free_mb=found.disk_free_bytes / MB,
        disk_mb=found.disk_bytes / MB,
        disk_is_full=found.disk_free_bytes < LITTLE_SPACE * found.disk_bytes,
        connections=found.connections,
        most_connections=found.most_connections,
        failed_backup=failed_backup(found.backups),
        good_backup=good_backup(found.backups),
        backup_is_old=found.backups is None or found.backups.is_old,
        failures=found.failures,
        failed_sign_ins=found.failed_sign_ins,
        slow=found.slow,
        queues=tuple(
            NamedQueue(QUEUES[each.name], each.held, each.waiting) for each in found.queues
        ),
    )


def failed_backup(note: Note | None) -> FailedBackup | None:
    if note is None or not note.last.problem:
        return None
    return FailedBackup(note.last.at, note.last.reason)


def good_backup(note: Note | None) -> GoodBackup | None:
    if note is None or note.good is None:
        return None
    good = note.good
    return GoodBackup(good.at, good.file, good.size_bytes / MB, good.seconds)
