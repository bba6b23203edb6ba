"""This file answers the page for publishing approved areas together."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Capability, capabilities_of
from layers.messages import message as _
from layers.parameters import read
from layers.problems import NotAllowed, Problem
from layers.views.problems import wants_data
from persian.digits import to_ascii
from planning import actions, forms
from planning.models import TargetArea
from planning.pages.publishing import build_publish_page
from planning.views.sessions import needs_session
from planning.views.target_areas import private


@require_http_methods(["GET", "HEAD", "POST"])
@needs_session
def publish(request: HttpRequest) -> HttpResponse:
    """Choose approved areas of ?province=, and publish them as one edition."""
    if Capability.PUBLISH not in capabilities_of(request.user):
        raise NotAllowed(
            _("تنها ستاد ملی محدوده‌ها را منتشر می‌کند."),
        )
    if request.method == "POST":
        try:
            return published(request)
        except Problem as problem:
            if wants_data(request):
                raise
            return refused(request, problem)
    given = read(request.GET, allowed=("province", "area"))
    area = to_ascii(given.get("area", ""))
    province = to_ascii(given.get("province", ""))
    page = build_publish_page(request.user, province, chosen=[area] if area else [])
    return private(render(request, "planning/publish.html", {"page": page}))


def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page again, with what was ticked and typed, and why nothing was published."""
    codes = forms.codes_of(request.POST, "code")
    found = TargetArea.objects.filter(code__in=codes).first()
    province = found.province_code if found else ""
    page = build_publish_page(request.user, province, chosen=codes)
    context = {"page": page, "problem": problem, "typed": request.POST}
    return private(render(request, "planning/publish.html", context, status=problem.status))


def published(request: HttpRequest) -> HttpResponse:
    """Publish the ticked areas: fields `code` with one code or more, `number-<code>` for each, and
    `leave` with codes of areas that may leave ground in no area."""
    codes = forms.codes_of(request.POST, "code")
    numbers = {code: forms.revision_number(request.POST, f"number-{code}") for code in codes}
    decisions = actions.publish_together(
        request.user,
        numbers,
        reason=request.POST.get("reason", ""),
        may_leave=forms.codes_of(request.POST, "leave"),
    )
    province = decisions[0].target_area.province_code
    address = reverse("planning:target_areas")
    return HttpResponseRedirect(f"{address}?province={province}&state=published", status=303)
