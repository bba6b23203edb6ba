"""This file measures an area: its people and places, with ranges and comparisons.

Methods, formulas and measured errors: docs/data-dictionary.md, "Measuring an area".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import MultiPolygon

from accounts.access import Scope
from layers.messages import message as _
from planning.problems import BoundaryProblem
from planning.statistics.area_statistics import (
    AREAL,
    BLOCKS,
    CELLS,
    CENTROID,
    MIXED,
    NO_BLOCKS,
    TICKED,
    AreaStatistics,
    Method,
    count_of,
    recounted,
    resummed,
)
from planning.statistics.compactness import compactness
from planning.statistics.count import Counted, count
from planning.statistics.covered import ENOUGH_COVERED
from planning.statistics.disclosure import disclosed, disclosed_overlap
from planning.statistics.estimates import UNKNOWN, estimated
from planning.statistics.indicators import contexts
from planning.statistics.painted import count_painted
from planning.statistics.surroundings import MOST_OVERLAPS, Overlap, surroundings
from planning.statistics.ticked import ticked
from planning.statistics.way import Way

# The border of the country is 8,700 km long. Far longer ones are thousands of spikes across it,
# which take the database longer than it may take.
LONGEST_BORDER_KM = 30_000
BY_BOUNDARY = Way()
KM_PER_DEGREE = 111.32


def measure(
    boundary: MultiPolygon,
    *,
    scope: Scope,
    user: Any,
    with_range: bool = True,
    way: Way = BY_BOUNDARY,
    leave_out: str = "",
) -> AreaStatistics:
    """Count what lies inside a drawn area, as exactly as the user's scope allows.

    boundary: valid MultiPolygon, EPSG:4326 (degrees), from shapes.geojson.read_boundary. Exact
    figures where every block inside or on the edge belongs to the scope; an area without blocks
    belongs to the province in whose polygon it lies. Otherwise counts to the nearest ten without
    ranges, of blocks as they are published, and nothing but the size under 100 persons. Where
    blocks cover no ground of it, persons and indicators are unknown, not 0.
    with_range: False spares the search for the edge blocks; painted blocks have none. way: its
    ticked neighbourhoods are left to measure_ticked. leave_out: the code of the target area that is
    being measured. Raises BoundaryProblem for a border of more than LONGEST_BORDER_KM.
    """
    check_length(boundary)
    may_know = scope.everywhere or bool(scope.province_code)
    counted = counted_by(way, boundary, with_range=with_range and may_know, exact=may_know)
    around = surroundings(boundary, user=user, leave_out=leave_out)
    province, county = counted.home or (around.province_code, None)
    is_exact = counted.is_within(scope) and (
        counted.home is not None or scope_covers(scope, around.province_code)
    )
    if may_know and not is_exact:
        counted = counted_by(way, boundary, with_range=False, exact=False)
    estimates = {name: estimated(found, areal=way.areal) for name, found in counted.sums.items()}
    statistics = AreaStatistics(
        area_m2=around.area_m2,
        perimeter_m=around.perimeter_m,
        compactness=compactness(boundary, area_m2=around.area_m2, perimeter_m=around.perimeter_m),
        population=estimates["persons"],
        households=estimates["households"],
        indicators=recounted(estimates, contexts(province_code=province, county_code=county)),
        places=around.places(province),
        overlaps=known_overlaps(around.overlaps, counted.covered_share),
        overlaps_more=around.overlaps_more,
        method=method_of(way, counted),
        rounded=False,
        withheld=False,
        covered_share=counted.covered_share,
        synthetic=counted.synthetic,
        data=data_versions(around.tokens | {"blocks": counted.token}),
        sources=counted.sources,
    )
    if counted.home is None and not counted.covered_share:
        return uncounted(statistics, is_exact=is_exact)
    if is_exact:
        return statistics
    persons = counted.sums["persons"].estimate, estimates["persons"].estimate or 0
    return disclosed(statistics, fewest_persons=min(persons))


def counted_by(way: Way, boundary: MultiPolygon, *, with_range: bool, exact: bool) -> Counted:
    """The counts of an area in this way."""
    if way.painted:
        return count_painted(way.painted, boundary, exact=exact)
    return count(boundary, with_range=with_range, areal=way.areal, exact=exact)


def method_of(way: Way, counted: Counted) -> Method:
    """The method of counting by blocks."""
    if way.areal:
        return AREAL
    if way.painted:
        return BLOCKS
    if way.is_mixed:
        return MIXED
    return CELLS if counted.used_squares else CENTROID


def uncounted(statistics: AreaStatistics, *, is_exact: bool) -> AreaStatistics:
    """The statistics of an area for which no block was loaded."""
    return replace(
        statistics,
        population=UNKNOWN,
        households=UNKNOWN,
        indicators=(),
        overlaps=tuple(replace(each, population=None) for each in statistics.overlaps),
        method=NO_BLOCKS,
        rounded=not is_exact,
    )


def known_overlaps(overlaps: tuple[Overlap, ...], covered_share: float) -> tuple[Overlap, ...]:
    """The overlaps with their persons; where blocks cover too little, 0 of them is not known."""
    if covered_share >= ENOUGH_COVERED:
        return overlaps
    return tuple(
        each if each.population else replace(each, population=None, public_population=None)
        for each in overlaps
    )


def check_length(boundary: MultiPolygon) -> None:
    """Raise BoundaryProblem for a boundary that is too long to measure."""
    length_km = round(boundary.length * KM_PER_DEGREE)
    if length_km > LONGEST_BORDER_KM:
        raise BoundaryProblem(
            _(
                "طول مرز این شکل نزدیک به {length} کیلومتر است. بیشینهٔ مجاز {most} است. رأس‌های"
                " تیز را بردارید.",
                length=length_km,
                most=LONGEST_BORDER_KM,
            ),
            code="too_long",
        )


def scope_covers(scope: Scope, province_code: str | None) -> bool:
    """Whether an area without blocks lies in a scope, judged by its province."""
    return scope.everywhere or (bool(province_code) and scope.province_code == province_code)


def measure_ticked(
    codes: Sequence[str], *, scope: Scope, user: Any, leave_out: str = ""
) -> AreaStatistics:
    """Sum the figures of ticked neighbourhoods; no block estimates.

    Exact figures where all of them lie in the scope, published ones elsewhere; None where one of
    them is suppressed or missing. There is no range, because no block is on an edge. Places and
    size are those of the common boundary; overlaps leave out the neighbourhoods themselves and
    the target area leave_out. Raises BadParameter for a code that is not in force,
    BoundaryProblem for a neighbourhood without a polygon.
    """
    found = ticked(codes, scope=scope)
    own = set(codes)
    around = surroundings(
        found.boundary, user=user, leave_out=leave_out, most=MOST_OVERLAPS + len(own)
    )
    others = tuple(each for each in around.overlaps if each.code not in own)
    if not found.is_in_scope:
        others = tuple(map(disclosed_overlap, others))
    return AreaStatistics(
        area_m2=around.area_m2,
        perimeter_m=around.perimeter_m,
        compactness=compactness(
            found.boundary, area_m2=around.area_m2, perimeter_m=around.perimeter_m
        ),
        population=count_of(found.sums.get("population")),
        households=count_of(found.sums.get("households")),
        indicators=resummed(
            found.sums,
            contexts(province_code=found.province_code, county_code=found.county_code),
        ),
        places=around.places(found.province_code),
        overlaps=others[:MOST_OVERLAPS],
        overlaps_more=around.overlaps_more + len(others[MOST_OVERLAPS:]),
        method=TICKED,
        rounded=False,
        withheld=False,
        covered_share=None,
        synthetic=any(each.synthetic for each in found.sums.values()),
        data=data_versions(around.tokens),
        sources=found.sources,
    )


def measure_as(
    way: Way, boundary: MultiPolygon, *, scope: Scope, user: Any, leave_out: str
) -> AreaStatistics:
    """The statistics of an area in its way, with ranges.

    Raises what measure() and measure_ticked() raise.
    """
    if way.ticked:
        return measure_ticked(way.ticked, scope=scope, user=user, leave_out=leave_out)
    return measure(boundary, scope=scope, user=user, way=way, leave_out=leave_out)


def data_versions(tokens: dict[str, str]) -> dict[str, str]:
    """The version of each layer that was read, and the time."""
    return {**tokens, "measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
