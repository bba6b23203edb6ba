"""This file sums the figures of ticked neighbourhoods; it uses no blocks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import MultiPolygon

from accounts.access import Scope
from layers.figures.newest import newest_years
from layers.geos import to_shapely
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Area, Level, Measurement
from layers.problems import BadParameter
from layers.queries import current_areas
from planning.problems import BoundaryProblem
from planning.shapes.geometry import is_same_boundary
from planning.shapes.time_limit import shaped
from planning.statistics.sources import SourceTitle

MOST_TICKED = 500


@dataclass(frozen=True)
class Sum:
    """The sums of one indicator over neighbourhoods, for the newest year that all of them have.

    value: of a count. numerator, denominator: of a rate; None if one of them is suppressed or
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
    in_scope = all(
        scope.covers(province_code=area.province_code, county_code=area.county_code)
        for area in areas
    )
    figures = common_figures([area.code for area in areas])
    return Ticked(
        boundary=joined(areas),
        province_code=areas[0].province_code,
        county_code=areas[0].county_code,
        is_in_scope=in_scope,
        sums={code: summed(rows, is_exact=in_scope) for code, rows in figures.items()},
        sources=sources([row for rows in figures.values() for row in rows]),
    )


def common_figures(codes: Sequence[str]) -> dict[str, list[Measurement]]:
    """The preferred figures of areas by indicator code, one an area: of each indicator's newest
    year that all of them have."""
    years = newest_years(codes, at_least=len(codes))
    figures = Measurement.objects.filter(
        area_id__in=codes, is_preferred=True, indicator_id__in=years
    ).select_related("source", "indicator")
    found: dict[str, list[Measurement]] = defaultdict(list)
    for figure in figures:
        if figure.year == years[figure.indicator_id]:
            found[figure.indicator.code].append(figure)
    return found


def union_of(codes: Sequence[str]) -> MultiPolygon:
    """The common boundary of neighbourhoods in force, EPSG:4326. Raises what ticked() raises."""
    return joined(neighbourhoods(codes))


def is_union(boundary: MultiPolygon, codes: Sequence[str]) -> bool:
    """Whether a boundary is today's union of these neighbourhoods."""
    try:
        union = union_of(codes)
    except (BadParameter, BoundaryProblem):
        return False
    return is_same_boundary(boundary, union)


def neighbourhoods(codes: Sequence[str]) -> list[Area]:
    """The neighbourhoods in force of these codes, by code, each once."""
    if not codes or len(codes) > MOST_TICKED or not all(isinstance(code, str) for code in codes):
        raise BadParameter(
            "ticked",
            _("فهرستی از ۱ تا {most} کد محله بدهید.", most=MOST_TICKED),
        )
    found = list(current_areas(Level.NEIGHBOURHOOD).filter(code__in=set(codes)))
    if missing := sorted(set(codes) - {area.code for area in found}):
        raise BadParameter(
            "ticked",
            _(
                "این محله‌ها در مرزهای امروز نیستند: {codes}. کدها را بررسی کنید.",
                codes=[Digits(code[:20]) for code in missing],
            ),
        )
    return found


def joined(areas: Sequence[Area]) -> MultiPolygon:
    """The neighbourhoods as one area, EPSG:4326. Raises BoundaryProblem."""
    shapes = [area.boundary for area in areas if area.boundary is not None]
    if len(shapes) < len(areas):
        without = [Digits(area.code) for area in areas if area.boundary is None]
        raise BoundaryProblem(
            _(
                "این محله‌ها مرز ندارند: {codes}. مرز آن‌ها را وارد کنید یا محدوده را بکشید.",
                codes=without,
            ),
            code="no_boundary",
        )
    [boundary] = shaped("join", *(to_shapely(shape) for shape in shapes))
    assert isinstance(boundary, MultiPolygon)
    return boundary


def summed(rows: Sequence[Measurement], *, is_exact: bool) -> Sum:
    """The sum of one indicator's figures of one year, one a neighbourhood."""
    return Sum(
        year=rows[0].year,
        value=total(row.value if is_exact else row.published_value for row in rows),
        numerator=total(row.numerator if is_exact else row.published_numerator for row in rows),
        denominator=total(
            row.denominator if is_exact else row.published_denominator for row in rows
        ),
        synthetic=any(row.synthetic for row in rows),
    )


def total(numbers: object) -> float | None:
    """The sum, or None if a part is missing or suppressed."""
    known = list(numbers)  # type: ignore[call-overload]
    return None if None in known else float(sum(known))


def sources(rows: Sequence[Measurement]) -> tuple[SourceTitle, ...]:
    """The sources of figures, each once, by code."""
    found = {row.source.code: row.source for row in rows}
    return tuple(
        SourceTitle(code, source.title_fa, source.title_en)
        for code, source in sorted(found.items())
    )
