"""This file answers the page of a target area and the forms on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from layers.messages import Megabytes
from layers.messages import message as _
from layers.parameters import read, whole_number
from layers.problems import NotFound, Problem
from layers.views.problems import wants_data
from planning import actions, forms
from planning.forms import MOST_REVISIONS
from planning.models import Step
from planning.models.target_areas import MOST_ATTACHMENT_BYTES
from planning.pages.compare import build_compare_page
from planning.pages.target_area import build_target_area_page
from planning.problems import BadEntry
from planning.queries import target_area
from planning.views.sessions import needs_session

View = Callable[..., HttpResponse]


def private(response: HttpResponse) -> HttpResponse:
    """The response marked as never cached, because it differs by user."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def back_to(code: str, anchor: str = "") -> HttpResponse:
    """The page of the target area, in the language of the form."""
    address = reverse("planning:target_area", args=(code,))
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address, status=303)


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a target area, as far as the user may see it."""
    built = build_target_area_page(request.user, target_area(code, request.user))
    return private(render(request, "planning/target_area.html", {"page": built}))


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two revisions, ?a= and ?b=, by default the last two visible ones."""
    given = read(request.GET, allowed=("a", "b"))
    first, second = (whole_number(given, name, low=1, high=MOST_REVISIONS) for name in ("a", "b"))
    built = build_compare_page(request.user, target_area(code, request.user), first, second)
    if built is None:
        raise actions.no_such_revision(second or first or 0)
    return private(render(request, "planning/compare.html", {"page": built}))


def keeps_page(view: View) -> View:
    """A form of the page whose refusal shows the page again, with what was typed."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, code, *args, **kwargs)
        except Problem as problem:
            if wants_data(request):
                raise
            built = build_target_area_page(request.user, target_area(code, request.user))
            context = {"page": built, "problem": problem, "typed": request.POST}
            return private(
                render(request, "planning/target_area.html", context, status=problem.status)
            )

    return guarded


@require_POST
@needs_session
@keeps_page
def take_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step on the revision that the user saw, then show the page again."""
    if step not in Step.values:
        raise NotFound(_("این گام وجود ندارد. به صفحهٔ محدوده بازگردید."))
    number = forms.revision_number(request.POST)
    actions.take_step(
        request.user,
        code,
        Step(step),
        number=number,
        reason=request.POST.get("reason", ""),
        may_leave=bool(request.POST.get("leave")),
        is_sure=bool(request.POST.get("sure")),
    )
    if step == Step.DELETE:
        return HttpResponseRedirect(
            f"{reverse('planning:target_areas')}?deleted={code}", status=303
        )
    return back_to(code)


@require_POST
@needs_session
@keeps_page
def comment(request: HttpRequest, code: str) -> HttpResponse:
    actions.comment(
        request.user,
        code,
        text=request.POST.get("text", ""),
        point=forms.point(request.POST),
    )
    return back_to(code, "comments")


@require_POST
@needs_session
def resolve(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actions.resolve(request.user, code, pk)
    return back_to(code, "comments")


@require_POST
@needs_session
@keeps_page
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Save an old revision again as the newest."""
    actions.restore(
        request.user,
        code,
        forms.revision_number(request.POST, "restored"),
        based_on=forms.revision_number(request.POST),
    )
    return back_to(code, "revisions")


@require_POST
@needs_session
@keeps_page
def attach(request: HttpRequest, code: str) -> HttpResponse:
    file: Any = request.FILES.get("file")
    if file is None:
        raise BadEntry("file", _("فایلی انتخاب کنید."))
    if file.size > MOST_ATTACHMENT_BYTES:
        raise too_big()
    actions.attach(request.user, code, file_name=file.name, body=file.read())
    return back_to(code, "attachments")


def too_big() -> BadEntry:
    return BadEntry(
        "file",
        _(
            "فایل از {most} مگابایت بزرگ‌تر است. فایل کوچک‌تری انتخاب کنید.",
            most=Megabytes(MOST_ATTACHMENT_BYTES),
        ),
        status=413,
    )


@require_safe
def attachment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A document as a download; never shown inside the site."""
    found = actions.attachment(request.user, code, pk)
    response = HttpResponse(
        bytes(found.body),
        content_type=found.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"},
    )
    # Django quotes the name; a Persian one goes by RFC 5987.
    disposition = content_disposition_header(as_attachment=True, filename=found.file_name)
    response["Content-Disposition"] = disposition or "attachment"
    return private(response)


@require_POST
@needs_session
def remove_attachment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actions.remove(request.user, code, pk)
    return back_to(code, "attachments")
