"""This file finds what lies in and around a drawn area: places, overlaps, size, context."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.contrib.gis.geos import Polygon
from shapely.geometry import MultiPolygon

from layers.catalogue import layer
from layers.db import execute_prepared, quoted, statement
from layers.disclosure.substitutes import SUBSTITUTES_JOIN, public_counts
from layers.geometry import hectares
from layers.tiles.cut import layer_statement
from planning.models import Revision
from planning.shapes.neighbours import shown_revisions

SQL = Path(__file__).parent / "sql"
MOST_OVERLAPS = 50
TOKENS = ("blocks", "neighbourhoods", "schools", "houses", "prisons")
# Layers of points that the nearest is told of, and which of them are not.
NEAREST = {
    "school": ("layers_school", "true"),
    "house": ("layers_house", "state <> 'closed'"),
    "prison": ("layers_prison", "true"),
}


@dataclass(frozen=True)
class Nearest:
    """The nearest of a layer's points to an area without one: geodesic metres from its edge."""

    code: str
    name_fa: str
    name_en: str
    distance_m: float

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "name_fa": self.name_fa,
            "name_en": self.name_en,
            "distance_m": round(self.distance_m),
        }


@dataclass(frozen=True)
class Places:
    """The places inside an area; the nearest one where there is none inside, else None.

    houses_by_agency: agency code → houses that are not closed, in the agencies' order.
    unlocated_prisons: of the area's province, those whose place is not known.
    """

    schools: int
    houses_by_agency: dict[str, int]
    prisons: int
    unlocated_prisons: int
    nearest_school: Nearest | None
    nearest_house: Nearest | None
    nearest_prison: Nearest | None

    @property
    def houses(self) -> int:
        """The number of houses inside, of all agencies."""
        return sum(self.houses_by_agency.values())

    def as_json(self) -> dict[str, object]:
        return {
            "schools": {"inside": self.schools, "nearest": as_json(self.nearest_school)},
            "houses": {
                "inside": self.houses,
                "by_agency": self.houses_by_agency,
                "nearest": as_json(self.nearest_house),
            },
            "prisons": {
                "inside": self.prisons,
                "nearest": as_json(self.nearest_prison),
                "unlocated_in_province": self.unlocated_prisons,
            },
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The places that as_json() wrote."""
        schools, houses, prisons = (stored[name] for name in ("schools", "houses", "prisons"))
        return cls(
            schools=schools["inside"],
            houses_by_agency=houses["by_agency"],
            prisons=prisons["inside"],
            unlocated_prisons=prisons["unlocated_in_province"],
            nearest_school=nearest(schools["nearest"]),
            nearest_house=nearest(houses["nearest"]),
            nearest_prison=nearest(prisons["nearest"]),
        )


def as_json(found: Nearest | None) -> dict[str, object] | None:
    return found.as_json() if found else None


@dataclass(frozen=True)
class Overlap:
    """A neighbourhood in force or a target area that the area lies on.

    area_m2: of the common part. share: of the other area. population: persons of the common part,
    by block centroids; None if suppressed. public_population: the same made of what
    blocks publish, for people out of scope; None once the overlap is frozen. revision: the number
    of the revision of a target area from which the names are.
    """

    kind: str
    code: str
    name_fa: str
    name_en: str
    area_m2: float
    share: float
    population: int | None
    public_population: float | None = None
    revision: int | None = None

    @property
    def hectares(self) -> float:
        return hectares(self.area_m2)

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "code": self.code,
            "name_fa": self.name_fa,
            "name_en": self.name_en,
            "area_m2": round(self.area_m2, 1),
            "share": round(self.share, 4),
            "population": self.population,
            "revision": self.revision,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The overlap that as_json() wrote."""
        return cls(**stored)


@dataclass(frozen=True)
class Surroundings:
    """Size and surroundings of an area. province_code: by its polygon; None outside all of them.

    overlaps: the largest first, no more than were asked for; overlaps_more: how many are left out.
    """

    area_m2: float
    perimeter_m: float
    province_code: str | None
    found: dict[str, Any]
    overlaps: tuple[Overlap, ...]
    overlaps_more: int
    tokens: dict[str, str]

    def places(self, province_code: str | None) -> Places:
        """The places, with the unlocated prisons of the province that the people belong to."""
        return Places(
            schools=self.found["schools"],
            houses_by_agency=dict(self.found["houses"] or {}),
            prisons=self.found["prisons"],
            unlocated_prisons=self.found["unlocated_prisons"].get(province_code or "", 0),
            nearest_school=nearest(self.found["nearest_school"]),
            nearest_house=nearest(self.found["nearest_house"]),
            nearest_prison=nearest(self.found["nearest_prison"]),
        )


def nearest(row: dict[str, Any] | None) -> Nearest | None:
    return Nearest(**row) if row else None


@cache
def surroundings_statement() -> str:
    """planning/statistics/sql/surroundings.sql with the layers filled in."""
    nearest_rows = {
        f"nearest_{name}": statement(SQL / "nearest.sql", table=table, condition=condition)
        for name, (table, condition) in NEAREST.items()
    }
    return statement(
        SQL / "surroundings.sql",
        **nearest_rows,
        public_persons=public_counts("substitute.counts", "block.")[0],
        join_substitutes=SUBSTITUTES_JOIN,
        tokens=", ".join(
            f"{quoted(name)}, ({layer_statement('layer_token.sql', layer(name))})"
            for name in TOKENS
        ),
    )


def surroundings(
    boundary: MultiPolygon, *, user: Any, leave_out: str = "", most: int = MOST_OVERLAPS
) -> Surroundings:
    """The surroundings of a valid boundary (EPSG:4326), as the user may see them.

    leave_out: code of the target area that is being measured, which does not overlap itself.
    most: how many overlaps are named at most.
    """
    (found,) = execute_prepared(
        "surroundings",
        surroundings_statement(),
        (
            boundary.wkb,
            revisions_near(boundary, user=user, leave_out=leave_out),
            most,
        ),
        types=("bytea", "bigint[]", "integer"),
    )
    return Surroundings(
        area_m2=found["area_m2"],
        perimeter_m=found["perimeter_m"],
        province_code=found["province"],
        found=found,
        overlaps=tuple(overlap(row) for row in found["overlaps"]),
        overlaps_more=found["overlaps_more"],
        tokens=found["tokens"],
    )


def overlap(row: dict[str, Any]) -> Overlap:
    people = row.pop("people")
    return Overlap(**row, population=people["exact"], public_population=people["public"])


def revisions_near(boundary: MultiPolygon, *, user: Any, leave_out: str) -> list[int]:
    """Ids of the visible newest revisions of open target areas whose box meets this one.

    Usually there is none nearby, which the first query finds quickly.
    """
    box = Polygon.from_bbox(boundary.bounds)
    box.srid = 4326
    near = Revision.objects.filter(boundary_3857__bboverlaps=box).order_by()
    ids = list(near.values_list("pk", flat=True))
    if not ids:
        return []
    others = shown_revisions(user).exclude(target_area__code=leave_out)
    return list(others.filter(pk__in=ids).order_by().values_list("pk", flat=True))
