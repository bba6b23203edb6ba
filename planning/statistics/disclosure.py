"""This file holds the disclosure rule for users outside the scope of an area.

Counts are rounded to the nearest ten, and suppressed under FEWEST_COUNTED; a rate is made of its
two rounded counts and rounded once; there are no ranges. Under FEWEST_PERSONS only size and
compactness are shown. Rounding is the same while drawing and on frozen statistics. What is rounded
differs: while drawing, counts that blocks publish; of frozen statistics, the exact counts, since
only these are stored (docs/rights.md).
"""

from dataclasses import replace
from typing import Any

from layers.disclosure.rule import SMALLEST_PUBLISHED
from planning.models import TargetArea
from planning.queries import in_scope_of, target_areas
from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure
from planning.statistics.estimates import UNKNOWN, Estimate, Range, rate
from planning.statistics.surroundings import Overlap

ROUNDED_TO = 10
FEWEST_PERSONS = 100
FEWEST_COUNTED = SMALLEST_PUBLISHED


def disclosed(statistics: AreaStatistics, *, fewest_persons: int | None = None) -> AreaStatistics:
    """The statistics for users outside the scope; unchanged if already disclosed.

    fewest_persons: decides whether too few people live there, where another method of counting
    gives fewer than the population of the statistics.
    """
    if statistics.rounded or statistics.withheld:
        return statistics
    persons = statistics.population.estimate if fewest_persons is None else fewest_persons
    if persons is None or persons < FEWEST_PERSONS:
        return replace(
            statistics,
            population=UNKNOWN,
            households=UNKNOWN,
            indicators=(),
            places=None,
            overlaps=(),
            overlaps_more=0,
            rounded=True,
            withheld=True,
        )
    return replace(
        statistics,
        population=disclosed_count(statistics.population),
        households=disclosed_count(statistics.households),
        indicators=tuple(map(disclosed_figure, statistics.indicators)),
        overlaps=tuple(map(disclosed_overlap, statistics.overlaps)),
        rounded=True,
    )


def disclosed_count(found: Estimate) -> Estimate:
    """A count without its range, in tens; unknown under FEWEST_COUNTED."""
    return Estimate(in_tens(found.estimate))


def disclosed_figure(found: IndicatorFigure) -> IndicatorFigure:
    """An indicator without its range: a count in tens, a rate of its two counts in tens."""
    numerator = disclosed_count(found.numerator)
    if found.denominator is None:
        value = in_tens(found.figure.value)
        return replace(
            found, figure=Range(None if value is None else float(value)), numerator=numerator
        )
    denominator = disclosed_count(found.denominator)
    context = found.context
    figure = rate(numerator, denominator, per=context.per, decimals=context.decimals, is_part=False)
    return replace(found, figure=figure, numerator=numerator, denominator=denominator)


def disclosed_overlap(found: Overlap) -> Overlap:
    """An overlap with its persons in tens, unknown under FEWEST_PERSONS: from published block
    counts while drawing, from the exact count where it is frozen."""
    persons = found.population if found.public_population is None else found.public_population
    is_shown = persons is not None and round(persons) >= FEWEST_PERSONS
    return replace(found, population=in_tens(persons) if is_shown else None)


def in_tens(count: float | None) -> int | None:
    """A count to the nearest ten, five upwards; None under FEWEST_COUNTED."""
    if count is None or count < FEWEST_COUNTED:
        return None
    return int((count + ROUNDED_TO / 2) // ROUNDED_TO * ROUNDED_TO)


def seen_by(user: Any, target: TargetArea, statistics: AreaStatistics) -> AreaStatistics:
    """The frozen statistics of a target area as the user may see them.

    Overlaps with other target areas were frozen as the author saw them; this person sees those of
    areas that this person may see. The neighbourhood that the target area became is no overlap.
    """
    seen = statistics if in_scope_of(user, target) else disclosed(statistics)
    others = {each.code for each in seen.overlaps if each.kind == "target_area"}
    if not seen.overlaps:
        return seen
    visible = set(target_areas(user).filter(code__in=others).values_list("code", flat=True))
    hidden = (others - visible) | {target.published_code}
    return replace(seen, overlaps=tuple(o for o in seen.overlaps if o.code not in hidden))
