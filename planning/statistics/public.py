"""This file measures an area as people out of scope do, with ranges of what blocks publish."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC
from layers.db import execute_prepared, statement
from layers.models import BLOCK_COUNTS
from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure, indicator_figure
from planning.statistics.count import MOST_STRETCHES, SQL, STRETCH_M
from planning.statistics.estimates import Estimate
from planning.statistics.measure import BY_BOUNDARY, measure
from planning.statistics.way import Way

# (least, greatest) of a count; the greatest is None where it is not published.
Bounds = tuple[int, int | None]


@cache
def bounds_statement(*, are_painted: bool) -> str:
    """planning/statistics/sql/public_bounds.sql with the names of the counts filled in.

    are_painted: for ids of blocks instead of a boundary.
    """
    place_sums, bounds = [], []
    for place, name in enumerate(BLOCK_COUNTS):
        shown = f"hidden & {1 << place} = 0"
        place_sums += [
            f"COALESCE(sum({name}) FILTER (WHERE {shown} AND is_whole), 0) AS {name}_least",
            f"COALESCE(sum({name}) FILTER (WHERE {shown}), 0) AS {name}_most",
            f"NOT bool_and({shown}) AS {name}_hidden",
        ]
        rest = f"substitute.hidden_sums[{place + 1}]"
        bounds += [
            f"COALESCE(sum({name}_least), 0)",
            f"CASE WHEN bool_or({name}_hidden AND {rest} IS NULL) THEN NULL"
            f" ELSE COALESCE(sum({name}_most + CASE WHEN {name}_hidden THEN {rest} ELSE 0 END), 0)"
            " END",
        ]
    return statement(
        SQL / "public_bounds.sql",
        touched=painted_part() if are_painted else touched_part(),
        place_sums=", ".join(place_sums),
        bounds=", ".join(bounds),
    )


def touched_part() -> str:
    """The part of the statement that finds the blocks of a boundary."""
    return statement(
        SQL / "touched_blocks.sql",
        met=statement(SQL / "met_blocks.sql", with_range="true").strip(),
        stretch_m=str(STRETCH_M),
        most_stretches=str(MOST_STRETCHES),
    ).strip()


def painted_part() -> str:
    """The part of the statement that finds painted blocks."""
    return statement(SQL / "painted_blocks.sql").strip()


def public_bounds(boundary: MultiPolygon, *, painted: Sequence[int] = ()) -> Mapping[str, Bounds]:
    """The least and greatest of each count of BLOCK_COUNTS inside a valid boundary (EPSG:4326), or
    of painted blocks, by their ids."""
    if painted:
        name, given, kind = "public_bounds_painted", list(painted), "bigint[]"
    else:
        name, given, kind = "public_bounds", boundary.wkb, "bytea"
    text = bounds_statement(are_painted=bool(painted))
    row = execute_prepared(name, text, (given,), types=(kind,))
    return {
        name: (int(least), None if most is None else int(most))
        for name, least, most in zip(BLOCK_COUNTS, row[::2], row[1::2], strict=True)
    }


def public_statistics(
    boundary: MultiPolygon, *, way: Way = BY_BOUNDARY, leave_out: str
) -> AreaStatistics:
    """The statistics of an area as people out of scope measure it, with ranges.

    boundary: valid, EPSG:4326. way: see measure. leave_out: the code of the target area that is
    measured. The ranges are public_bounds, widened to the tens of the estimate. Raises
    BoundaryProblem.
    """
    measured = measure(
        boundary, scope=PUBLIC, user=None, with_range=False, way=way, leave_out=leave_out
    )
    if measured.withheld:
        return measured
    bounds = public_bounds(boundary, painted=way.painted)
    return replace(
        measured,
        population=bounded(measured.population, bounds["persons"]),
        households=bounded(measured.households, bounds["households"]),
        indicators=tuple(bounded_figure(figure, bounds) for figure in measured.indicators),
    )


def bounded(found: Estimate, bounds: Bounds) -> Estimate:
    """A count in tens with its range, if it is known."""
    least, most = bounds
    if found.estimate is None or most is None:
        return found
    return replace(found, low=min(least, found.estimate), high=max(most, found.estimate))


def bounded_figure(found: IndicatorFigure, bounds: Mapping[str, Bounds]) -> IndicatorFigure:
    """An indicator with the range of its bounded counts."""
    context = found.context
    numerator = bounded(found.numerator, bounds[context.block_numerator])
    denominator = found.denominator
    if denominator is not None:
        denominator = bounded(denominator, bounds[context.block_denominator])
    return indicator_figure(context, numerator, denominator, is_part=False)
