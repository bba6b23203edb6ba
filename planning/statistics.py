"""This file measures an area: who lives inside, what stands there, how it compares, how surely.

Methods, formulas and measured errors: docs/data-dictionary.md, "Measuring an area".
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import MultiPolygon

from accounts.access import Scope
from planning.compactness import Compactness, compactness
from planning.context import Context, contexts
from planning.counting import Counted, count
from planning.estimates import (
    FEWEST_PERSONS,
    UNKNOWN,
    Estimate,
    Range,
    disclosed,
    estimated,
    rate,
    to_ten,
)
from planning.surroundings import Overlap, Places, Surroundings, surroundings

# Block counts that are part of another: who is in the first is in the second.
PART_OF = {
    ("uninsured", "persons"),
    ("disabled", "persons"),
    ("persons_6_plus", "persons"),
    ("children_6_17", "persons"),
    ("labour_force", "persons"),
    ("illiterate", "persons_6_plus"),
    ("out_of_school", "children_6_17"),
    ("unemployed", "labour_force"),
    ("tenant_households", "households"),
    ("crowded_households", "households"),
    ("female_headed_households", "households"),
    ("unsewered_households", "households"),
}


@dataclass(frozen=True)
class Method:
    """How the people were counted, in words."""

    code: str
    fa: str
    en: str


CENTROID = Method(
    "centroid",
    "بلوک‌هایی شمرده شده‌اند که مرکزشان درون محدوده است؛ بازه از بلوک‌هایی است که مرز از آن‌ها می‌گذرد.",
    "Blocks are counted whose centroid lies inside; the range is of blocks that the border"
    " crosses.",
)
CELLS = Method(
    "cells",
    "بلوک‌هایی شمرده شده‌اند که مرکزشان درون محدوده است، در میانهٔ محدوده از جمع همان بلوک‌ها در"
    " مربع‌ها؛ بازه از بلوک‌هایی است که مرز از آن‌ها می‌گذرد.",
    "Blocks are counted whose centroid lies inside, in the middle of the area by their sums over"
    " squares; the range is of blocks that the border crosses.",
)
AREAL = Method(
    "areal",
    "بلوک‌های درون محدوده شمرده شده‌اند و از هر بلوکی که مرز از آن می‌گذرد، به نسبت مساحتی که"
    " درون است.",
    "Blocks wholly inside are counted, and of each block that the border crosses the share of its"
    " area inside.",
)
TICKED = Method(
    "ticked",
    "جمع رقم‌های محله‌های برگزیده است، نه برآورد از بلوک‌ها.",
    "The sum of the figures of the chosen neighbourhoods, not an estimate from blocks.",
)


@dataclass(frozen=True)
class IndicatorFigure:
    """An indicator recounted for an area. denominator: None for a count."""

    context: Context
    figure: Range
    numerator: Estimate
    denominator: Estimate | None

    def as_json(self) -> dict[str, object]:
        context = self.context
        return {
            "code": context.code,
            "name_fa": context.name_fa,
            "name_en": context.name_en,
            "unit_fa": context.unit_fa,
            "unit_en": context.unit_en,
            "kind": context.kind,
            "direction": context.direction,
            "decimals": context.decimals,
            "value": self.figure.value,
            "low": self.figure.low,
            "high": self.figure.high,
            "numerator": self.numerator.bounds_json(),
            "denominator": self.denominator.bounds_json() if self.denominator else None,
            "county": context.county,
            "province": context.province,
            "year": context.year,
            "synthetic": context.synthetic,
        }


@dataclass(frozen=True)
class AreaStatistics:
    """Everything that is known of an area, as one person may know it.

    area_m2, perimeter_m: geodesic. places: None where withheld. rounded: counts are to the nearest
    ten and without ranges, because blocks outside the person's scope are in them. withheld: fewer
    than FEWEST_PERSONS live there, and the person is told nothing but the size.
    """

    area_m2: float
    perimeter_m: float
    compactness: Compactness
    population: Estimate
    households: Estimate
    indicators: tuple[IndicatorFigure, ...]
    places: Places | None
    overlaps: tuple[Overlap, ...]
    overlaps_more: int
    method: Method
    rounded: bool
    withheld: bool
    synthetic: bool
    data: dict[str, str]
    sources: tuple[dict[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, fit to be answered and to be frozen in Revision.statistics."""
        return {
            "area_m2": round(self.area_m2, 1),
            "perimeter_m": round(self.perimeter_m, 1),
            "compactness": self.compactness.as_json(),
            "population": self.population.as_json(),
            "households": self.households.as_json(),
            "indicators": [indicator.as_json() for indicator in self.indicators],
            "places": self.places.as_json() if self.places else None,
            "overlaps": [overlap.as_json() for overlap in self.overlaps],
            "overlaps_more": self.overlaps_more,
            "method": {"code": self.method.code, "fa": self.method.fa, "en": self.method.en},
            "rounded": self.rounded,
            "withheld": self.withheld,
            "synthetic": self.synthetic,
            "data": self.data,
            "sources": list(self.sources),
        }


def measure(
    boundary: MultiPolygon,
    *,
    scope: Scope,
    user: Any,
    with_range: bool = True,
    areal: bool = False,
    leave_out: str = "",
) -> AreaStatistics:
    """Count what lies inside a drawn area, as exactly as a person's scope allows.

    boundary: valid MultiPolygon, EPSG:4326 (degrees), from boundaries.read_boundary. Exact
    figures where every block inside or on the edge belongs to the scope; an area without blocks
    belongs to the province in whose polygon it lies. Otherwise counts to the nearest ten without
    ranges, and nothing but the size under 100 persons. with_range: False spares the search for the
    edge blocks. areal: weigh edge blocks by their share of area. leave_out: the code of the target
    area that is being measured.
    """
    counted = count(boundary, with_range=with_range, areal=areal)
    around = surroundings(boundary, user=user, leave_out=leave_out)
    province, county = counted.home or (around.province_code, None)
    is_exact = counted.is_within(scope) and (
        counted.home is not None or scope_covers(scope, around.province_code)
    )
    withheld = not is_exact and counted.sums["persons"].estimate < FEWEST_PERSONS
    estimates = {
        name: told(estimated(found, areal=areal), is_exact=is_exact, withheld=withheld)
        for name, found in counted.sums.items()
    }
    return AreaStatistics(
        area_m2=around.area_m2,
        perimeter_m=around.perimeter_m,
        compactness=compactness(boundary, area_m2=around.area_m2, perimeter_m=around.perimeter_m),
        population=estimates["persons"],
        households=estimates["households"],
        indicators=()
        if withheld
        else recounted(estimates, contexts(province_code=province, county_code=county)),
        places=None if withheld else around.places(province),
        overlaps=told_overlaps(around, is_exact=is_exact, withheld=withheld),
        overlaps_more=0 if withheld else around.overlaps_more,
        method=AREAL if areal else CELLS if counted.used_squares else CENTROID,
        rounded=not is_exact,
        withheld=withheld,
        synthetic=counted.synthetic,
        data=data_versions(counted, around),
        sources=counted.sources,
    )


def scope_covers(scope: Scope, province_code: str | None) -> bool:
    """Whether an area without blocks lies in a scope: its province is all that is known of it."""
    return scope.everywhere or (bool(province_code) and scope.province_code == province_code)


def told(found: Estimate, *, is_exact: bool, withheld: bool) -> Estimate:
    """A count as a person may know it."""
    if withheld:
        return UNKNOWN
    return found if is_exact else disclosed(found)


def told_overlaps(around: Surroundings, *, is_exact: bool, withheld: bool) -> tuple[Overlap, ...]:
    """The overlaps as a person may know them."""
    if withheld:
        return ()
    if is_exact:
        return around.overlaps
    return tuple(
        Overlap(
            kind=overlap.kind,
            code=overlap.code,
            name_fa=overlap.name_fa,
            name_en=overlap.name_en,
            area_m2=overlap.area_m2,
            share=overlap.share,
            population=disclosed_population(overlap.population),
        )
        for overlap in around.overlaps
    )


def disclosed_population(persons: int | None) -> int | None:
    return None if persons is None or persons < FEWEST_PERSONS else to_ten(persons)


def recounted(
    estimates: dict[str, Estimate], around: tuple[Context, ...]
) -> tuple[IndicatorFigure, ...]:
    """The indicators that blocks carry the counts of, rates made from numerator and denominator."""
    return tuple(
        indicator_figure(
            context,
            estimates[context.block_numerator],
            estimates.get(context.block_denominator),
        )
        for context in around
        if context.block_numerator
    )


def indicator_figure(
    context: Context, numerator: Estimate, denominator: Estimate | None
) -> IndicatorFigure:
    """An indicator's figure from its counts."""
    if denominator is None:
        figure = Range(
            value=None if numerator.estimate is None else float(numerator.estimate),
            low=None if numerator.low is None else float(numerator.low),
            high=None if numerator.high is None else float(numerator.high),
        )
    else:
        figure = rate(
            numerator,
            denominator,
            per=context.per,
            decimals=context.decimals,
            is_part=(context.block_numerator, context.block_denominator) in PART_OF,
        )
    return IndicatorFigure(context, figure, numerator, denominator)


def data_versions(counted: Counted, around: Surroundings) -> dict[str, str]:
    """The state of each layer that was read, and when."""
    return {
        "blocks": counted.token,
        **around.tokens,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
