"""This file holds queries on areas: look-up by code, membership, scope, extent."""

import re
from dataclasses import dataclass

from django.contrib.gis.db.models import Extent
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.access import Scope
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Area, CurrentEdition, Edition, Level
from layers.models.areas import CODE_PATTERNS
from layers.problems import NotFound
from persian.digits import to_ascii

Bounds = tuple[float, float, float, float]

# Iran, west, south, east, north in degrees: the default extent.
IRAN_BOUNDS: Bounds = (44.0, 25.0, 63.4, 39.8)


@dataclass(frozen=True)
class AreaSummary:
    """A place's code and names, and its position in degrees (longitude, latitude)."""

    code: str
    name_fa: str
    name_en: str
    level: Level
    anchor: tuple[float, float]
    bounds: Bounds | None

    def name(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


def current_areas(level: Level | None = None) -> QuerySet[Area]:
    """Areas of the editions in force today, by code."""
    in_force = CurrentEdition.objects.filter(
        edition_id=OuterRef("edition_id"),
        level=OuterRef("level"),
        province_code=OuterRef("province_code"),
    )
    areas = Area.objects.filter(Exists(in_force)).order_by("code")
    return areas.filter(level=level) if level else areas


def areas_of(edition: Edition) -> QuerySet[Area]:
    """Areas that an edition shows when it is asked for, by code; none if it is not published."""
    shown = RawSQL(
        "(layers_area.edition_id, layers_area.province_code) IN"
        " (SELECT edition_id, province_code FROM layers_shown_editions(%s, %s))",
        [edition.level, edition.pk],
        output_field=BooleanField(),
    )
    return Area.objects.filter(shown).order_by("code")


def area(code: str, edition: Edition | None = None) -> Area:
    """The area of this code, with its edition and source. Raises NotFound."""
    code = to_ascii(code)
    if not is_code(code):
        raise no_such_area(code)
    areas = current_areas() if edition is None else areas_of(edition)
    found = areas.filter(code=code).select_related("edition", "source").first()
    if found is None:
        raise no_such_area(code)
    return found


def is_code(text: str) -> bool:
    """Whether a text has the form of an area's code, in digits of any alphabet."""
    return any(re.fullmatch(pattern, to_ascii(text)) for pattern in CODE_PATTERNS.values())


def no_such_area(code: str) -> NotFound:
    return NotFound(
        _(
            "در مرزهای امروز محدوده‌ای با کد «{code}» نیست. کد را بررسی کنید یا نام را جست‌وجو کنید.",
            code=Digits(code[:20]),
        )
    )


def inside(parent_code: str) -> Q:
    """A condition on areas and places: those that belong to a country, province or county.

    Membership is by code, never by geometry; the parent itself is not included.
    """
    if parent_code == "IR":
        return Q()
    if len(parent_code) == 2:
        return Q(province_code=parent_code)
    if len(parent_code) == 4:
        return Q(county_code=parent_code)
    return Q(neighbourhood_code=parent_code)


def in_scope(scope: Scope) -> Q:
    """A condition on rows with province_code and county_code: the rows in a person's scope.

    All restricted rows use this predicate: on pages, tiles, values and exports.
    """
    if scope.everywhere:
        return Q()
    if not scope.province_code:
        return Q(pk__in=[])
    if scope.county_code:
        return Q(province_code=scope.province_code, county_code=scope.county_code)
    return Q(province_code=scope.province_code)


def summary(area: Area) -> AreaSummary:
    """The short form of an area."""
    return AreaSummary(
        code=area.code,
        name_fa=area.name_fa,
        name_en=area.name_en,
        level=Level(area.level),
        anchor=(area.anchor.x, area.anchor.y),
        bounds=area.boundary.extent if area.boundary else None,
    )


def ancestors(area: Area) -> tuple[AreaSummary, ...]:
    """The areas above this one, the country first; empty for the country."""
    codes = [code for code in ("IR", area.province_code, area.county_code) if code]
    found = {
        above.code: summary(above)
        for above in current_areas().filter(code__in=codes).exclude(code=area.code)
    }
    return tuple(found[code] for code in codes if code in found)


def children(area: Area) -> QuerySet[Area]:
    """The areas one level below, in force today, by code; empty for a neighbourhood."""
    below = Level(area.level).child
    if below is None:
        return Area.objects.none()
    return current_areas(below).filter(parent_code=area.code)


def bounds_of(area: Area) -> Bounds:
    """The extent to show for an area, degrees: its boundary and contents, else its surroundings.

    Children may reach beyond their parent where sources disagree.
    """
    held = children(area).aggregate(boundary=Extent("boundary"), anchor=Extent("anchor"))
    boxes = [area.boundary.extent] if area.boundary else []
    boxes += [box for box in held.values() if box]
    if boxes:
        wests, souths, easts, norths = zip(*boxes, strict=True)
        return min(wests), min(souths), max(easts), max(norths)
    reach_deg = 0.15
    x, y = area.anchor.x, area.anchor.y
    return (x - reach_deg, y - reach_deg, x + reach_deg, y + reach_deg)
