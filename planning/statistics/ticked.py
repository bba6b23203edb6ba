"""This file sums what is measured of ticked neighbourhoods: figures of theirs, not of blocks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon

from accounts.access import Scope
from layers.geometry import round_coordinates, to_multipolygon
from layers.models import Area, Level, Measurement
from layers.problems import BadParameter
from layers.queries import current_areas
from planning.problems import BoundaryProblem
from planning.statistics.sources import SourceTitle

MOST_TICKED = 500
# Two vertices that are nearer than this, about ten centimetres, are the same one.
SAME_VERTEX_DEG = 1e-6


@dataclass(frozen=True)
class Sum:
    """The figures of one indicator summed over neighbourhoods, of the newest year they all have.

    value: of a count. numerator, denominator: of a rate; None where one of them is withheld or
    missing.
    """

    year: int
    value: float | None
    numerator: float | None
    denominator: float | None
    synthetic: bool


@dataclass(frozen=True)
class Ticked:
    """Neighbourhoods in force as one area. sums: by indicator code. sources: of the figures."""

    boundary: MultiPolygon
    province_code: str
    county_code: str
    is_in_scope: bool
    sums: dict[str, Sum]
    sources: tuple[SourceTitle, ...]


def ticked(codes: Sequence[str], *, scope: Scope) -> Ticked:
    """The neighbourhoods of these codes with their sums, exact in scope, as published elsewhere.

    Raises BadParameter for an unknown code or none, BoundaryProblem where one has no polygon.
    """
    areas = neighbourhoods(codes)
    figures = Measurement.objects.filter(
        area_id__in=[area.code for area in areas], is_preferred=True
    ).select_related("source", "indicator")
    in_scope = all(
        scope.covers(province_code=area.province_code, county_code=area.county_code)
        for area in areas
    )
    by_indicator: dict[str, dict[int, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        by_indicator[figure.indicator.code][figure.year].append(figure)
    chosen = {
        code: max((year, rows) for year, rows in years.items() if len(rows) == len(areas))
        for code, years in by_indicator.items()
        if any(len(rows) == len(areas) for rows in years.values())
    }
    return Ticked(
        boundary=joined(areas),
        province_code=areas[0].province_code,
        county_code=areas[0].county_code,
        is_in_scope=in_scope,
        sums={code: summed(year, rows, is_exact=in_scope) for code, (year, rows) in chosen.items()},
        sources=sources([row for _, rows in chosen.values() for row in rows]),
    )


def union_of(codes: Sequence[str]) -> MultiPolygon:
    """The common boundary of neighbourhoods in force, EPSG:4326. Raises what ticked() raises."""
    return joined(neighbourhoods(codes))


def is_union(boundary: MultiPolygon, codes: Sequence[str]) -> bool:
    """Whether a boundary is that of these neighbourhoods as they are today, and so its figures
    are theirs."""
    try:
        union = union_of(codes)
    except (BadParameter, BoundaryProblem):
        return False
    return bool(boundary.normalize().equals_exact(union.normalize(), SAME_VERTEX_DEG))


def neighbourhoods(codes: Sequence[str]) -> list[Area]:
    """The neighbourhoods in force of these codes, by code, each once."""
    if not codes or len(codes) > MOST_TICKED or not all(isinstance(code, str) for code in codes):
        raise BadParameter(
            "ticked",
            f"فهرستی از ۱ تا {MOST_TICKED} کد محله باشد.",
            f"Give a list of 1 to {MOST_TICKED} codes of neighbourhoods.",
        )
    found = list(current_areas(Level.NEIGHBOURHOOD).filter(code__in=set(codes)))
    if missing := sorted(set(codes) - {area.code for area in found}):
        listed = ", ".join(code[:20] for code in missing[:5])
        raise BadParameter(
            "ticked",
            f"این محله‌ها در مرزهای امروز نیستند: {listed}.",
            f"These neighbourhoods are not in today's boundaries: {listed}.",
        )
    return found


def joined(areas: Sequence[Area]) -> MultiPolygon:
    """The neighbourhoods as one area, EPSG:4326."""
    shapes = [area.boundary for area in areas if area.boundary is not None]
    if len(shapes) < len(areas):
        without = [area.code for area in areas if area.boundary is None]
        raise BoundaryProblem(
            f"این محله‌ها مرز ندارند: {', '.join(without[:5])}. مرزشان را وارد کنید یا بکشید.",
            f"These neighbourhoods have no boundary: {', '.join(without[:5])}."
            " Import it, or draw the area.",
            code="no_boundary",
        )
    union = shapely.union_all(shapely.from_wkb([bytes(shape.wkb) for shape in shapes]))
    boundary = to_multipolygon(round_coordinates(union))
    if boundary is None or not boundary.is_valid:
        boundary = to_multipolygon(shapely.make_valid(union))
    assert boundary is not None
    return boundary


def summed(year: int, rows: Sequence[Measurement], *, is_exact: bool) -> Sum:
    """The sum of one indicator's figures, one a neighbourhood."""
    return Sum(
        year=year,
        value=total(row.value if is_exact else row.published_value for row in rows),
        numerator=total(row.numerator if is_exact else row.published_numerator for row in rows),
        denominator=total(
            row.denominator if is_exact else row.published_denominator for row in rows
        ),
        synthetic=any(row.synthetic for row in rows),
    )


def total(numbers: object) -> float | None:
    """The sum, or None where a part is missing or withheld."""
    known = list(numbers)  # type: ignore[call-overload]
    return None if None in known else float(sum(known))


def sources(rows: Sequence[Measurement]) -> tuple[SourceTitle, ...]:
    """The sources of figures, each once, by code."""
    found = {row.source.code: row.source for row in rows}
    return tuple(
        SourceTitle(code, source.title_fa, source.title_en)
        for code, source in sorted(found.items())
    )
