"""This file answers the drawing page, for a new target area or another revision."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.access import Capability, may, scope_of
from layers.messages import Names
from layers.messages import message as _
from layers.models import Area, Level, PackageListEntry, ServicePackage
from layers.problems import NotAllowed
from layers.queries import area, current_areas, in_scope
from planning.models import Revision, TargetArea
from planning.pages.drawing import DrawPage, PackageChoice, remarks_on
from planning.queries import may_edit, newest_revision, target_area
from planning.suggestions.suggest import usable_indicators
from planning.views.drawing_config import draw_config
from planning.views.sessions import needs_session


@require_safe
@needs_session
@never_cache
@ensure_csrf_cookie
def new(request: HttpRequest) -> HttpResponse:
    """The empty drawing page in the county of ?county=, or in the user's first county."""
    counties = counties_to_draw_in(request.user)
    if not counties:
        raise NotAllowed(
            _("نقش شما رسم محدوده را در بر ندارد. از مدیر سامانه بخواهید نقش شما را بررسی کند."),
        )
    code = request.GET.get("county", "")
    return page(request, chosen_county(code, counties), counties)


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
) -> HttpResponse:
    neighbourhoods = tuple(
        current_areas(Level.NEIGHBOURHOOD)
        .filter(parent_code=county.code, boundary__isnull=False)
        .only("code", "name_fa", "name_en", "synthetic")
    )
    shown = DrawPage(
        county=county,
        counties=counties,
        neighbourhoods=neighbourhoods,
        replaceable=(*neighbourhoods, *replaced_elsewhere(revision, neighbourhoods)),
        packages=package_choices(revision.packages if revision else []),
        target=target,
        revision=revision,
        remarks=remarks_on(target) if target else (),
        has_sample=any(each.synthetic for each in neighbourhoods),
        suggestible=tuple(usable_indicators()),
    )
    context = {"page": shown, "config": draw_config(shown, user_id=request.user.pk)}
    return render(request, "planning/draw.html", context)


def replaced_elsewhere(revision: Revision | None, here: tuple[Area, ...]) -> Iterable[Area]:
    """The neighbourhoods in force that a revision is to replace, without those of its county."""
    codes = set(revision.replaces if revision else ()) - {area.code for area in here}
    return current_areas(Level.NEIGHBOURHOOD).filter(code__in=codes).defer("boundary")


def counties_to_draw_in(user: Any) -> tuple[Area, ...]:
    """The counties in force where a user may draw, by code."""
    in_reach = current_areas(Level.COUNTY).filter(in_scope(scope_of(user)))
    return tuple(
        county
        for county in in_reach
        if may(
            user,
            Capability.DRAW,
            province_code=county.province_code,
            county_code=county.code,
        )
    )


def chosen_county(code: str, counties: tuple[Area, ...]) -> Area:
    """The county of this code; without one, the first that has neighbourhoods on the map.

    Raises NotFound for an unknown county, NotAllowed for one outside the scope.
    """
    if code:
        found = area(code)
        if found.code not in {county.code for county in counties}:
            raise NotAllowed(
                _(
                    "«{county}» در حوزهٔ شما نیست. شهرستانی در حوزهٔ خود انتخاب کنید.",
                    county=Names(found.name_fa, found.name_en or found.code),
                ),
            )
        return found
    with_neighbourhoods = set(
        current_areas(Level.NEIGHBOURHOOD)
        .filter(parent_code__in=[county.code for county in counties], boundary__isnull=False)
        .values_list("parent_code", flat=True)
    )
    return next((each for each in counties if each.code in with_neighbourhoods), counties[0])


def package_choices(wanted: list[str]) -> tuple[PackageChoice, ...]:
    """The packages of the default list in its order, then other requested ones."""
    entries = PackageListEntry.objects.filter(package_list__is_default=True)
    listed = [entry.package for entry in entries.select_related("package").order_by("position")]
    others = ServicePackage.objects.filter(code__in=wanted).exclude(
        code__in=[package.code for package in listed]
    )
    return tuple(PackageChoice(package, package.code in wanted) for package in (*listed, *others))
