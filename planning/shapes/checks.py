"""This file checks a drawn area before it is saved: findings with the repair for each."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_m2, hectares
from layers.messages import Number, Percent
from layers.messages import message as _
from layers.models import Level
from planning.problems import BoundaryProblem
from planning.shapes.findings import Finding, Severity, finding_of
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.neighbours import (
    NEIGHBOURHOOD,
    TARGET_AREA,
    Neighbour,
    box_around,
    ground_of,
    neighbours_in,
)
from planning.shapes.operations import MOST_EDITED
from planning.shapes.time_limit import shaped

# Gaps up to half a street wide are slips of the hand (docs/data-dictionary.md).
GAP_M = 15.0
# Less is what rounding to 7 decimals leaves along a border of a few hundred metres.
LEAST_OVERLAP_M2 = 1.0
# Less is how a border comes out that was drawn twice; more, under a neighbourhood that stays,
# prevents the publication.
SLIVER_M2 = 100.0
# Less outside a county or province is how sources draw the same line differently.
LEAST_OUTSIDE_SHARE = 0.01
# Smaller than a block of houses: hardly meant as an area to plan for.
SMALL_M2 = 5_000.0
# What has no shape to show findings on is refused instead.
MALFORMED = frozenset(
    {"not_a_polygon", "empty", "not_numbers", "short_ring", "place_swapped", "place_utm"}
    | {"place_mercator"}
)

OUTSIDE_PROVINCE = _(
    "{percent} محدوده بیرون از مرز استان است. مرز را به درون استان بیاورید یا شهرستان دیگری"
    " انتخاب کنید."
)
OUTSIDE_COUNTY = _(
    "{percent} محدوده بیرون از مرز شهرستان است. منابع مرز شهرستان را یکسان نمی‌کشند؛ اگر محدوده از"
    " همین شهرستان است، تغییری لازم نیست."
)
OVERLAPS_TARGET_AREA = _(
    "{size} هکتار با محدودهٔ هدف «{name}» هم‌پوشانی دارد. از دو محدودهٔ روی هم تنها یکی منتشر می‌شود."
    " هم‌پوشانی را ببُرید یا با نویسندهٔ آن هماهنگ کنید."
)
OVERLAPS_NEIGHBOURHOOD = _(
    "{size} هکتار با محلهٔ «{name}» هم‌پوشانی دارد. هم‌پوشانی را ببُرید. اگر محدوده باید جای این بخش"
    " را بگیرد، بگویید که خواسته است."
)
REPLACES_PART = _(
    "این محدوده جای {size} هکتار از محلهٔ «{name}» را می‌گیرد. {rest} هکتار دیگر آن در این محدوده"
    " نیست و با انتشار از محله‌های هدف بیرون می‌رود، مگر محدودهٔ دیگری آن را بگیرد."
)


def findings(
    geometry: Any, user: Any, *, target_area: str = "", county: str = "", replaces: frozenset[str]
) -> list[Finding]:
    """The findings about a drawn area, errors first; empty if it can be saved as it is.

    target_area: its own code, not compared with itself. county: the one it will belong to.
    replaces: codes of the areas that it will replace. Raises BoundaryProblem for anything but a
    polygon in degrees.
    """
    try:
        area = read_boundary(geometry)
    except BoundaryProblem as problem:
        if problem.code in MALFORMED:
            raise
        return [finding_of(problem)]
    near = neighbours_in(box_around(area, reach_m=GAP_M), user)
    around = [each for each in near if each.code not in replaces | {target_area}]
    replaced = [each for each in near if each.code in replaces and each.kind == NEIGHBOURHOOD]
    found = [
        *_outside(area, county),
        *_overlaps(area, around),
        *_replaced_parts(area, replaced),
        *_gaps(area, around),
        *_smallness(area),
        *_length_of_rings(area),
    ]
    return sorted(found, key=lambda each: each.severity != Severity.ERROR)


def _outside(area: MultiPolygon, county: str) -> Iterator[Finding]:
    """The part of the area outside its county or province.

    Membership is by code: the line of a county is never a reason to refuse.
    """
    grounds = (
        (Level.PROVINCE, county[:2], Severity.ERROR, "outside_province", OUTSIDE_PROVINCE),
        (Level.COUNTY, county, Severity.WARNING, "outside_county", OUTSIDE_COUNTY),
    )
    for level, code, severity, finding_code, words in grounds:
        ground = ground_of(level, code) if code else None
        if ground is None:
            continue
        beyond = shaped("cut_out", area, ground)
        share = area_m2(beyond[0]) / area_m2(area) if beyond else 0.0
        if share < LEAST_OUTSIDE_SHARE:
            continue
        yield Finding(
            code=finding_code,
            severity=severity,
            message=words.with_values(percent=Percent(share * 100)),
            geometry=as_geojson(beyond[0]),
            other_code=code,
            area_m2=area_m2(beyond[0]),
        )
        return


def _overlaps(area: MultiPolygon, around: list[Neighbour]) -> Iterator[Finding]:
    """One finding for each overlapping area, by code."""
    if not around:
        return
    shared = shaped("overlaps", area, *(each.boundary for each in around))
    for other, ground in zip(around, shared, strict=True):
        size = area_m2(ground)
        if size >= LEAST_OVERLAP_M2:
            yield _overlap(other, ground, size)


def _overlap(other: Neighbour, ground: BaseGeometry, size_m2: float) -> Finding:
    is_target = other.kind == TARGET_AREA
    words = OVERLAPS_TARGET_AREA if is_target else OVERLAPS_NEIGHBOURHOOD
    return Finding(
        code="overlaps_target_area" if is_target else "overlaps_neighbourhood",
        severity=Severity.WARNING if is_target or size_m2 <= SLIVER_M2 else Severity.ERROR,
        message=words.with_values(size=_hectares(size_m2), name=other.names),
        geometry=as_geojson(ground),
        repair="clip",
        other_code=other.code,
        other=other.names,
        area_m2=size_m2,
    )


def _replaced_parts(area: MultiPolygon, replaced: list[Neighbour]) -> Iterator[Finding]:
    """A note for each neighbourhood of which the area replaces only a part: that is meant."""
    if not replaced:
        return
    shared = shaped("overlaps", area, *(each.boundary for each in replaced))
    for other, ground in zip(replaced, shared, strict=True):
        size = area_m2(ground)
        rest = area_m2(other.boundary) - size
        if size >= LEAST_OVERLAP_M2 and rest > SLIVER_M2:
            yield Finding(
                code="replaces_part",
                severity=Severity.NOTE,
                message=REPLACES_PART.with_values(
                    size=_hectares(size), rest=_hectares(rest), name=other.names
                ),
                other_code=other.code,
                other=other.names,
                area_m2=size,
            )


def _gaps(area: MultiPolygon, around: list[Neighbour]) -> Iterator[Finding]:
    """The narrow ground between the area and the neighbourhoods beside it, as one finding."""
    beside = [each.boundary for each in around if each.kind == NEIGHBOURHOOD]
    between = shaped("gaps", area, *beside, metres=GAP_M) if beside else []
    if not between:
        return
    size = area_m2(between[0])
    yield Finding(
        code="gap",
        severity=Severity.WARNING,
        message=_(
            "میان این محدوده و محلهٔ کنار آن شکافی باریک‌تر از {width} متر است ({size} هکتار). آن"
            " را پر کنید.",
            width=GAP_M,
            size=_hectares(size),
        ),
        geometry=as_geojson(between[0]),
        repair="fill",
        area_m2=size,
    )


def _smallness(area: MultiPolygon) -> Iterator[Finding]:
    size = area_m2(area)
    if size >= SMALL_M2:
        return
    yield Finding(
        code="small",
        severity=Severity.WARNING,
        message=_(
            "مساحت محدوده تنها {size} متر مربع است. بررسی کنید که شکل کامل باشد.", size=Number(size)
        ),
        geometry=as_geojson(area),
        area_m2=size,
    )


def _length_of_rings(area: MultiPolygon) -> Iterator[Finding]:
    """A ring with more vertices than can be moved by hand."""
    rings = [ring for part in area.geoms for ring in (part.exterior, *part.interiors)]
    longest = max(len(ring.coords) - 1 for ring in rings)
    if longest >= MOST_EDITED:
        yield Finding(
            code="not_editable",
            severity=Severity.NOTE,
            message=_(
                "مرز {count} رأس دارد. از {most} رأس به بالا با دست جابه‌جا نمی‌شود. اگر ویرایش آن"
                " لازم است، آن را ساده کنید.",
                count=longest,
                most=MOST_EDITED,
            ),
            repair="simplify",
        )


def _hectares(size_m2: float) -> Number:
    """Hectares with one decimal as everywhere, four below 0.1."""
    size = hectares(size_m2)
    return Number(size, decimals=1 if size >= 0.1 else 4)
