"""This file answers the drawing page, for a new target area or another revision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from layers.messages import message as _
from layers.models import Area, PackageListEntry, ServicePackage
from layers.problems import NotAllowed
from layers.queries import area
from planning.asked import usable_indicators
from planning.models import Revision, TargetArea
from planning.pages.draw_view import draw_view, measure_groups
from planning.pages.drawing import DrawPage, PackageChoice, county_part, remarks_on
from planning.queries import may_edit, newest_revision, target_area
from planning.views.counties import counties_to_draw_in, county_asked
from planning.views.drawing_config import draw_config
from planning.views.sessions import needs_session
from planning.what_if.parameters import comparable_indicators


@require_safe
@needs_session
@never_cache
@ensure_csrf_cookie
def new(request: HttpRequest) -> HttpResponse:
    """The empty drawing page in the county of ?county=, or where the map of the view is.

    The parameters of the map page say how the map is coloured and where it stands.
    """
    counties = counties_to_draw_in(request.user)
    county, is_named = county_asked(request.GET, counties)
    return page(request, county, counties, is_named=is_named)


@require_safe
@needs_session
@never_cache
@ensure_csrf_cookie
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """The drawing page with the newest revision of a target area."""
    target = target_area(code, request.user)
    if not may_edit(request.user, target):
        raise NotAllowed(
            _("تنها نویسندهٔ محدوده، و تنها پیش از ارسال، می‌تواند آن را ویرایش کند."),
        )
    county = area(target.county_code)
    return page(request, county, (county,), target, newest_revision(target))


def page(
    request: HttpRequest,
    county: Area,
    counties: tuple[Area, ...],
    target: TargetArea | None = None,
    revision: Revision | None = None,
    *,
    is_named: bool = True,
) -> HttpResponse:
    """The drawing page. is_named: the county was asked for, so that the map opens on it."""
    shown = DrawPage(
        **vars(county_part(county, revision)),
        counties=counties,
        view=draw_view(request.GET, county),
        measures=measure_groups(),
        is_named=is_named,
        packages=package_choices(revision.packages if revision else []),
        target=target,
        revision=revision,
        remarks=remarks_on(target) if target else (),
        suggestible=tuple(usable_indicators()),
        comparable=tuple(comparable_indicators()),
    )
    config = draw_config(shown, user_id=request.user.pk)
    context = {"page": shown, "panels": shown.view.colours, "config": config}
    return render(request, "planning/draw.html", context)


def package_choices(wanted: list[str]) -> tuple[PackageChoice, ...]:
    """The packages of the default list in its order, then other requested ones."""
    entries = PackageListEntry.objects.filter(package_list__is_default=True)
    listed = [entry.package for entry in entries.select_related("package").order_by("position")]
    others = ServicePackage.objects.filter(code__in=wanted).exclude(
        code__in=[package.code for package in listed]
    )
    return tuple(PackageChoice(package, package.code in wanted) for package in (*listed, *others))
