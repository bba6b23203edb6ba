"""This file reads the neighbourhoods in force and target areas around a drawn area."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib.gis.geos import Polygon
from django.db.models import Q, QuerySet
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geos import to_shapely
from layers.messages import Names
from layers.messages import message as _
from layers.models import Area, Level
from layers.problems import NotFound, Problem
from layers.queries import current_areas
from planning.models import Revision, State
from planning.queries import target_areas, with_newest
from planning.shapes.projection import LEAST_DEGREE_M

# West, south, east, north in degrees.
Box = tuple[float, float, float, float]

NEIGHBOURHOOD, TARGET_AREA = "neighbourhood", "target_area"
MOST_NEIGHBOURS = 200
MOST_VERTICES = 200_000
# A published area is on the map as a neighbourhood; a withdrawn one is not a proposal.
LEFT_OUT = (State.PUBLISHED, State.WITHDRAWN)


class TooManyNeighbours(Problem):
    """Too many areas or vertices around a shape."""

    def __init__(self, parameter: str) -> None:
        super().__init__(
            _("گستره بیش از اندازه بزرگ است"),
            _(
                "این‌جا بیش از {most} محله یا {vertices} رأس دارد. نقشه را نزدیک‌تر کنید یا محدودهٔ"
                " کوچک‌تری بکشید.",
                most=MOST_NEIGHBOURS,
                vertices=MOST_VERTICES,
            ),
            status=400 if parameter == "bbox" else 422,
            parameter=parameter,
        )


@dataclass(frozen=True)
class Neighbour:
    """An area beside a drawn one. boundary: exact, EPSG:4326, 7 decimals.

    kind: "neighbourhood" or "target_area". state: of a target area, else "".
    """

    code: str
    kind: str
    name_fa: str
    name_en: str
    boundary: MultiPolygon
    state: str = ""
    synthetic: bool = False

    @property
    def names(self) -> Names:
        return Names(self.name_fa, self.name_en)


def box_around(shape: BaseGeometry, *, reach_m: float) -> Box:
    """The bounding box of a shape in degrees, grown by at least a distance."""
    west, south, east, north = shape.bounds
    reach_deg = reach_m / LEAST_DEGREE_M
    return west - reach_deg, south - reach_deg, east + reach_deg, north + reach_deg


def neighbours_in(
    box: Box, user: Any, *, parameter: str = "geometry", with_neighbourhoods: bool = True
) -> list[Neighbour]:
    """Neighbourhoods in force whose boxes meet a box, then visible target areas.

    By code. Two statements, each through the GiST index of boundary_3857. parameter: what to
    name when there are too many; raises TooManyNeighbours.
    """
    met = Q(boundary_3857__bboverlaps=_polygon(box))
    areas: Iterable[Area] = ()
    if with_neighbourhoods:
        areas = current_areas(Level.NEIGHBOURHOOD).filter(met)[: MOST_NEIGHBOURS + 1]
    revisions = shown_revisions(user).filter(met)[: MOST_NEIGHBOURS + 1]
    found = [*map(_of_area, areas), *map(_of_revision, revisions)]
    check_number(found, parameter)
    return found


def check_number(found: list[Neighbour], parameter: str) -> None:
    """Raise TooManyNeighbours for too many areas or vertices."""
    vertices = sum(int(shapely.get_num_coordinates(each.boundary)) for each in found)
    if len(found) > MOST_NEIGHBOURS or vertices > MOST_VERTICES:
        raise TooManyNeighbours(parameter)


def shown_revisions(user: Any) -> QuerySet[Revision]:
    """The visible revisions of the target areas that are still open."""
    return with_newest(target_areas(user).exclude(state__in=LEFT_OUT), user)


def named(codes: Iterable[str], user: Any, *, parameter: str) -> list[Neighbour]:
    """The neighbourhoods in force and target areas of these codes, by code.

    Raises NotFound for the first that there is not, that has no boundary, or not for this person;
    TooManyNeighbours for more than can be worked with at once.
    """
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST_NEIGHBOURS:
        raise TooManyNeighbours(parameter)
    areas = current_areas(Level.NEIGHBOURHOOD).filter(code__in=wanted, boundary__isnull=False)
    revisions = shown_revisions(user).filter(target_area__code__in=wanted)
    found = [*map(_of_area, areas), *map(_of_revision, revisions)]
    missing = next(iter(sorted(set(wanted) - {each.code for each in found})), None)
    if missing is not None:
        raise NotFound(
            _(
                "محله یا محدودهٔ هدفی با کد «{code}» و مرز نیست، یا در حوزهٔ شما نیست. کد را بررسی"
                " کنید.",
                code=missing[:20],
            ),
            parameter=parameter,
        )
    check_number(found, parameter)
    return found


def ground_of(level: Level, code: str) -> MultiPolygon | None:
    """The boundary in force of a county or province; None where only a point is known."""
    area = current_areas(level).filter(code=code).first()
    return _shape(area.boundary) if area and area.boundary else None


def _polygon(box: Box) -> Polygon:
    polygon = Polygon.from_bbox(box)
    polygon.srid = 4326
    return polygon


def _shape(stored: Any) -> MultiPolygon:
    """A boundary of the database in shapely."""
    return to_shapely(stored)


def _of_area(area: Area) -> Neighbour:
    return Neighbour(
        code=area.code,
        kind=NEIGHBOURHOOD,
        name_fa=area.name_fa,
        name_en=area.name_en,
        boundary=_shape(area.boundary),
        synthetic=area.synthetic,
    )


def _of_revision(revision: Revision) -> Neighbour:
    target = revision.target_area
    return Neighbour(
        code=target.code,
        kind=TARGET_AREA,
        name_fa=revision.name_fa,
        name_en=revision.name_en or revision.name_fa,
        boundary=_shape(revision.boundary),
        state=target.state,
        synthetic=target.synthetic,
    )
