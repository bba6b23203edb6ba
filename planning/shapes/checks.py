"""This file finds what is amiss with a drawn area before it is saved, and which repair helps."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_m2, hectares
from layers.models import Level
from persian.digits import format_number, format_percent
from planning.problems import BoundaryProblem
from planning.shapes.findings import Finding, Severity, finding_of
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.heavy import shaped
from planning.shapes.neighbours import Neighbour, box_around, ground_of, neighbours_in

# Gaps up to half a street wide are slips of the hand (docs/data-dictionary.md).
GAP_M = 15.0
# Less is what rounding to 7 decimals leaves along a border of a few hundred metres.
LEAST_OVERLAP_M2 = 1.0
# Less outside a county or province is how sources draw the same line differently.
LEAST_OUTSIDE_SHARE = 0.01
# Smaller than a block of houses: hardly meant as an area to plan for.
SMALL_M2 = 5_000.0
# What has no shape to show findings on is refused instead.
MALFORMED = frozenset(
    {"not_a_polygon", "empty", "not_numbers", "short_ring", "place_swapped", "place_utm"}
    | {"place_mercator"}
)

OUTSIDE_ADVICE = {
    Severity.ERROR: (
        "مرز را به درون استان بیاورید یا شهرستان دیگری برگزینید.",
        "Bring it inside the province, or choose another county.",
    ),
    Severity.WARNING: (
        "مرز شهرستان در منابع گوناگون یکی نیست؛ اگر به‌راستی از این شهرستان است، چیزی لازم نیست.",
        "Sources draw county lines differently; if it does belong there, nothing needs doing.",
    ),
}


def findings(
    geometry: Any, user: Any, *, target_area: str = "", county: str = "", replaces: frozenset[str]
) -> list[Finding]:
    """What is amiss with a drawn area, errors first; empty for one that can be saved as it is.

    target_area: its own code, not compared with itself. county: the one it is to belong to.
    replaces: codes of areas that it is to take the place of. Raises BoundaryProblem for what is
    no polygon in degrees.
    """
    try:
        area = read_boundary(geometry)
    except BoundaryProblem as problem:
        if problem.code in MALFORMED:
            raise
        return [finding_of(problem)]
    around = [
        each
        for each in neighbours_in(box_around(area, reach_m=GAP_M), user)
        if each.code != target_area and each.code not in replaces
    ]
    found = [
        *_outside(area, county),
        *_overlaps(area, around),
        *_gaps(area, around),
        *_smallness(area),
    ]
    return sorted(found, key=lambda each: each.severity != Severity.ERROR)


def _outside(area: MultiPolygon, county: str) -> Iterator[Finding]:
    """What reaches beyond the county and the province that the area is to belong to.

    Membership is by code: the line of a county is never a reason to refuse.
    """
    grounds = (
        (Level.PROVINCE, county[:2], Severity.ERROR, "outside_province", "استان", "province"),
        (Level.COUNTY, county, Severity.WARNING, "outside_county", "شهرستان", "county"),
    )
    for level, code, severity, finding_code, word_fa, word_en in grounds:
        ground = ground_of(level, code) if code else None
        if ground is None:
            continue
        beyond = shaped("cut_out", area, ground)
        share = area_m2(beyond[0]) / area_m2(area) if beyond else 0.0
        if share < LEAST_OUTSIDE_SHARE:
            continue
        percent_fa = format_percent(share * 100, decimals=0)
        percent_en = format_percent(share * 100, decimals=0, lang="en")
        advice_fa, advice_en = OUTSIDE_ADVICE[severity]
        yield Finding(
            code=finding_code,
            severity=severity,
            message_fa=f"{percent_fa} محدوده بیرون از مرز {word_fa} است. {advice_fa}",
            message_en=f"{percent_en} of the area lies outside the {word_en}. {advice_en}",
            geometry=as_geojson(beyond[0]),
            other_code=code,
            area_m2=area_m2(beyond[0]),
        )
        return


def _overlaps(area: MultiPolygon, around: list[Neighbour]) -> Iterator[Finding]:
    """Each area that shares ground with this one, by code, with what they share."""
    near = [each for each in around if each.boundary.intersects(area)]
    if not near:
        return
    shared = shaped("overlaps", area, *(each.boundary for each in near))
    for other, ground in zip(near, shared, strict=True):
        size = area_m2(ground)
        if size >= LEAST_OVERLAP_M2:
            yield _overlap(other, ground, size)


def _overlap(other: Neighbour, ground: BaseGeometry, size_m2: float) -> Finding:
    size_fa, size_en = _hectares(size_m2)
    is_target = other.kind == "target_area"
    kind_fa, kind_en = ("محدودهٔ هدف", "target area") if is_target else ("محلهٔ", "neighbourhood")
    return Finding(
        code="overlaps_target_area" if is_target else "overlaps_neighbourhood",
        severity=Severity.WARNING,
        message_fa=f"{size_fa} هکتار با {kind_fa} «{other.name_fa}» همپوشانی دارد. آن را ببُرید، یا"
        " بگویید که این محدوده به‌جای آن می‌آید.",
        message_en=f"{size_en} ha overlap with the {kind_en} “{other.name_en}”. Cut them away, or"
        " say that this area is to take its place.",
        geometry=as_geojson(ground),
        repair="clip",
        other_code=other.code,
        other_fa=other.name_fa,
        other_en=other.name_en,
        area_m2=size_m2,
    )


def _gaps(area: MultiPolygon, around: list[Neighbour]) -> Iterator[Finding]:
    """The narrow ground between the area and the neighbourhoods beside it, as one finding."""
    beside = [each.boundary for each in around if each.kind == "neighbourhood"]
    between = shaped("gaps", area, *beside, metres=GAP_M) if beside else []
    if not between:
        return
    size = area_m2(between[0])
    size_fa, size_en = _hectares(size)
    width_fa, width_en = format_number(GAP_M), format_number(GAP_M, lang="en")
    yield Finding(
        code="gap",
        severity=Severity.WARNING,
        message_fa=f"میان این محدوده و محلهٔ کنارش شکافی باریک‌تر از {width_fa} متر است"
        f" ({size_fa} هکتار) که از آنِ هیچ‌کدام نیست. آن را پر کنید.",
        message_en=f"Between this area and its neighbour is a gap narrower than {width_en} m"
        f" ({size_en} ha) that belongs to neither. Fill it.",
        geometry=as_geojson(between[0]),
        repair="fill",
        area_m2=size,
    )


def _smallness(area: MultiPolygon) -> Iterator[Finding]:
    size = area_m2(area)
    if size >= SMALL_M2:
        return
    shown_fa, shown_en = format_number(size), format_number(size, lang="en")
    yield Finding(
        code="small",
        severity=Severity.WARNING,
        message_fa=f"محدوده تنها {shown_fa} متر مربع است. ببینید شکل کامل کشیده شده باشد.",
        message_en=f"The area has only {shown_en} m². See whether the shape is complete.",
        geometry=as_geojson(area),
        area_m2=size,
    )


def _hectares(size_m2: float) -> tuple[str, str]:
    """Hectares in both languages: one decimal as everywhere, four where it is less than 0.1."""
    size = hectares(size_m2)
    decimals = 1 if size >= 0.1 else 4
    return format_number(size, decimals=decimals), format_number(size, decimals=decimals, lang="en")
