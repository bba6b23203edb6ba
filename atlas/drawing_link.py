"""This file makes the link from a map or a profile to drawing a target area there."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.access import Capability, may, may_anywhere, scope_of
from layers.map_view.view_state import ViewState, written
from layers.models import Area, Level

# Shows a neighbourhood and what lies around it.
NEIGHBOURHOOD_ZOOM = 13.5


def from_map(view: ViewState, user: Any) -> str:
    """The drawing page with this view; "" for people who may draw nowhere.

    view: with its indicator and year, so that the other page shows the same. Its layers are always
    named, because the drawing page has others by default.
    """
    if not may_anywhere(user, Capability.DRAW):
        return ""
    return address(view.parameters() | {"layers": written("layers", view.layers)})


def from_profile(place: Area, user: Any) -> str:
    """The drawing page in the place of a profile; "" for people who may not draw there."""
    if place.level == Level.COUNTRY or not may_draw_in(place, user):
        return ""
    query = {"area": place.county_code or place.province_code}
    if place.level == Level.NEIGHBOURHOOD:
        query |= {"sel": place.code, "map": around(place)}
    return address(query)


def may_draw_in(place: Area, user: Any) -> bool:
    """Whether a user may draw in a place, or in a part of a province."""
    if place.county_code:
        codes = {"province_code": place.province_code, "county_code": place.county_code}
        return may(user, Capability.DRAW, **codes)
    scope = scope_of(user)
    is_own = scope.everywhere or scope.province_code == place.province_code
    return is_own and may_anywhere(user, Capability.DRAW)


def around(place: Area) -> str:
    """The position of a map around a place, in the form of the parameter `map`."""
    return written("map", (place.anchor.y, place.anchor.x, NEIGHBOURHOOD_ZOOM))


def address(query: dict[str, str]) -> str:
    return f"{reverse('planning:new')}?{urlencode(query, safe=',:')}"
