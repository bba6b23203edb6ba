"""This file joins the sections of all apps to the page of one area."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from atlas.drawing_link import from_profile
from layers.models import Area
from layers.profile.registry import BuiltSection, PlaceName, Subject, sections_for
from layers.profile.sections.data import FileGroup, file_groups, json_address
from layers.profile.sections.history import History
from layers.templatetags.formats import full_name, in_language


@dataclass(frozen=True)
class Crumb:
    """A step of the way down from the country; address is empty for the page itself."""

    text: str
    address: str


@dataclass(frozen=True)
class AreaPage:
    """atlas/area.html.

    title: name with its level, in the page's language. crumbs: from the country down. on_map:
    the map with this area shown or chosen. draw_here: the drawing page
    there, empty for people who may not draw. files: the same rows as exports. top, main, side:
    the sections of each column. older: the page shows an edition that is no longer in force, or
    another one than today's; newest is then the address of today's. exact: "shown" while
    suppressed figures are shown, "offered" to those who may see them, else empty.
    """

    area: Area
    title: str
    crumbs: tuple[Crumb, ...]
    on_map: str
    draw_here: str
    json: str
    files: tuple[FileGroup, ...]
    top: tuple[BuiltSection, ...]
    main: tuple[BuiltSection, ...]
    side: tuple[BuiltSection, ...]
    is_older: bool
    exact: str


@dataclass(frozen=True)
class GonePage:
    """atlas/area_gone.html: a code that only older editions know. code: as asked for."""

    code: str
    history: History


def build_area_page(subject: Subject, user: Any) -> AreaPage:
    sections = sections_for(subject)
    return AreaPage(
        area=subject.area,
        title=full_name(subject.level, in_language(subject.area, "name")),
        crumbs=crumbs(subject),
        on_map=map_address(subject),
        draw_here=from_profile(subject.area, user),
        json=json_address(subject),
        files=file_groups(subject),
        top=column(sections, "top"),
        main=column(sections, "main"),
        side=column(sections, "side"),
        is_older=subject.edition is not None,
        exact=exact_state(subject),
    )


def column(sections: tuple[BuiltSection, ...], name: str) -> tuple[BuiltSection, ...]:
    return tuple(section for section in sections if section.column == name)


def exact_state(subject: Subject) -> str:
    if subject.exact:
        return "shown"
    may_see = subject.scope.covers(
        province_code=subject.area.province_code, county_code=subject.area.county_code
    )
    hides = any("suppressed" in figure.flags for figure in subject.figures)
    return "offered" if may_see and hides else ""


def crumbs(subject: Subject) -> tuple[Crumb, ...]:
    def crumb(place: PlaceName) -> Crumb:
        return Crumb(
            text=full_name(place.level, in_language(place, "name")),
            address=reverse("atlas:area", args=(place.code,)),
        )

    own = full_name(subject.level, in_language(subject.area, "name"))
    return (*map(crumb, subject.above), Crumb(text=own, address=""))


def map_address(subject: Subject) -> str:
    """The map with the parts of the area; for a neighbourhood, with the area chosen."""
    if subject.level.child:
        query = {"area": subject.area.code} if subject.above else {}
    else:
        query = {"area": subject.area.parent_code or "IR", "sel": subject.area.code}
    if subject.edition and not subject.level.child:
        query["edition"] = subject.edition.code
    address = reverse("atlas:map")
    return f"{address}?{urlencode(query)}" if query else address
