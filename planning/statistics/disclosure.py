"""This file holds the disclosure rule for users outside the scope of an area.

Counts are those that blocks publish, rounded to the nearest ten, and suppressed under
FEWEST_COUNTED; a rate is made of its two rounded counts and rounded once. The ranges of exact
counts are left out; public.py adds those that published counts allow to what a revision freezes.
Under FEWEST_PERSONS only size and compactness are shown. Exact counts are never rounded for people
out of scope, since the difference of two areas would reveal a suppressed count: a revision freezes
what they measure beside what its author measures.
"""

from dataclasses import replace

from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure
from planning.statistics.estimates import UNKNOWN, Estimate, Range, rate
from planning.statistics.rounding import FEWEST_PERSONS, in_tens
from planning.statistics.surroundings import Overlap


def disclosed(statistics: AreaStatistics, *, fewest_persons: int | None = None) -> AreaStatistics:
    """The statistics for users outside the scope; unchanged if already disclosed.

    fewest_persons: decides whether too few people live there, where another method of counting
    gives fewer than the population of the statistics.
    """
    if statistics.rounded or statistics.withheld:
        return statistics
    persons = statistics.population.estimate if fewest_persons is None else fewest_persons
    if persons is None or persons < FEWEST_PERSONS:
        return size_alone(statistics)
    return replace(
        statistics,
        population=disclosed_count(statistics.population),
        households=disclosed_count(statistics.households),
        indicators=tuple(map(disclosed_figure, statistics.indicators)),
        overlaps=tuple(map(disclosed_overlap, statistics.overlaps)),
        rounded=True,
    )


def size_alone(statistics: AreaStatistics) -> AreaStatistics:
    """The statistics without anything but size and compactness."""
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
    """An overlap with its persons by published block counts, in tens; unknown under
    FEWEST_PERSONS."""
    persons = found.public_population
    is_shown = persons is not None and round(persons) >= FEWEST_PERSONS
    return replace(found, population=in_tens(persons) if is_shown else None)
