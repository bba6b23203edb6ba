"""This file finds the counties where a person may draw, and the one that a request means."""

from typing import Any

from django.http import QueryDict

from accounts.access import Capability, may, scope_of
from layers.map_view.view_state import readable_view
from layers.messages import Names
from layers.messages import message as _
from layers.models import Area, Level
from layers.problems import NotAllowed
from layers.queries import area, current_areas, in_scope


def counties_to_draw_in(user: Any) -> tuple[Area, ...]:
    """The counties in force where a user may draw, by code. Raises NotAllowed where it is none."""
    in_reach = current_areas(Level.COUNTY).filter(in_scope(scope_of(user)))
    counties = tuple(
        county
        for county in in_reach
        if may(
            user,
            Capability.DRAW,
            province_code=county.province_code,
            county_code=county.code,
        )
    )
    if not counties:
        raise NotAllowed(
            _("نقش شما رسم محدوده را در بر ندارد. از مدیر سامانه بخواهید نقش شما را بررسی کند."),
        )
    return counties


def chosen_county(code: str, counties: tuple[Area, ...]) -> Area:
    """The county of this code. Raises NotFound for an unknown one, NotAllowed outside the scope."""
    found = area(code)
    if found.code not in {county.code for county in counties}:
        raise NotAllowed(
            _(
                "«{county}» در حوزهٔ شما نیست. شهرستانی در حوزهٔ خود انتخاب کنید.",
                county=Names(found.name_fa, found.name_en or found.code),
            ),
        )
    return found


def county_asked(query: QueryDict, counties: tuple[Area, ...]) -> tuple[Area, bool]:
    """The county to draw in, and whether the request named it or a place in it.

    ?county= is strict (see chosen_county). Without it, the county of the chosen or shown place of a
    map's view counts if it is one of these. Otherwise the request named none, and the county is the
    first of the shown province, or of all, that has neighbourhoods on the map.
    """
    code = query.get("county", "")
    if code:
        return chosen_county(code, counties), True
    view = readable_view(query)
    by_code = {county.code: county for county in counties}
    for place in (view.sel or "", view.area):
        if place[:4] in by_code:
            return by_code[place[:4]], True
    in_province = tuple(each for each in counties if each.province_code == view.area)
    return first_with_neighbourhoods(in_province or counties), False


def first_with_neighbourhoods(counties: tuple[Area, ...]) -> Area:
    """The first of these counties that has neighbourhoods on the map, or else the first."""
    found = set(
        current_areas(Level.NEIGHBOURHOOD)
        .filter(parent_code__in=[county.code for county in counties], boundary__isnull=False)
        .values_list("parent_code", flat=True)
    )
    return next((each for each in counties if each.code in found), counties[0])
