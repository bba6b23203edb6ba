"""This file holds the statistics of an area and makes indicators from its counts."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from layers.messages import Pair, Worded
from layers.messages import message as _
from layers.models import Indicator
from layers.models import is_part as is_part_of
from planning.statistics.compactness import Compactness
from planning.statistics.covered import beside_count, covered_note
from planning.statistics.estimates import Estimate, Range, rate
from planning.statistics.indicators import Context
from planning.statistics.sources import SourceTitle
from planning.statistics.surroundings import Overlap, Places
from planning.statistics.ticked import Sum


def in_words(words: Worded) -> dict[str, str]:
    """A text in both languages."""
    return {"fa": words.in_language("fa"), "en": words.in_language("en")}


@dataclass(frozen=True)
class Method:
    """How the people were counted, in words."""

    code: str
    title: Worded

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, **in_words(self.title)}


CENTROID = Method(
    "centroid",
    _(
        "بلوک‌هایی شمرده شده‌اند که مرکزشان درون محدوده است. بازه از بلوک‌هایی است که مرز از آن‌ها"
        " می‌گذرد."
    ),
)
CELLS = Method(
    "cells",
    _(
        "بلوک‌هایی شمرده شده‌اند که مرکزشان درون محدوده است. میانهٔ محدوده از جمع همان بلوک‌ها در"
        " مربع‌ها شمرده شده است. بازه از بلوک‌هایی است که مرز از آن‌ها می‌گذرد."
    ),
)
AREAL = Method(
    "areal",
    _(
        "بلوک‌های درون محدوده کامل شمرده شده‌اند. از هر بلوکی که مرز از آن می‌گذرد، به نسبت مساحت"
        " درون آن شمرده شده است."
    ),
)
NO_BLOCKS = Method(
    "no_blocks",
    _("برای این زمین بلوک سرشماری بارگذاری نشده است. جمعیت و سنجه‌های آن معلوم نیست."),
)
TICKED = Method(
    "ticked",
    _("جمع رقم‌های محله‌های انتخاب‌شده است، نه برآورد از بلوک‌ها."),
)
BLOCKS = Method(
    "blocks",
    _("جمع رقم‌های بلوک‌های رنگ‌زده است. مرز از هیچ بلوکی نمی‌گذرد."),
)
MIXED = Method(
    "mixed",
    _(
        "محدوده از بلوک‌های رنگ‌زده و مرز آزاد است. بلوک‌هایی شمرده شده‌اند که مرکزشان درون محدوده"
        " است. بازه از بلوک‌هایی است که مرز از آن‌ها می‌گذرد."
    ),
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
            "per": context.per,
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

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The figure that as_json() wrote."""
        numerator = Estimate.from_json(stored.get("numerator"))
        denominator = stored.get("denominator")
        context = Context(
            **{name: stored.get(name, default) for name, default in CONTEXT_MEMBERS.items()},
            per=stored.get("per") or power_of_ten(stored),
        )
        return cls(
            context=context,
            figure=Range(stored.get("value"), stored.get("low"), stored.get("high")),
            numerator=numerator,
            denominator=None if denominator is None else Estimate.from_json(denominator),
        )


# Members of a figure's JSON that are its context's, each with what it is where it is not stored.
CONTEXT_MEMBERS: dict[str, Any] = {
    "code": "",
    "name_fa": "",
    "name_en": "",
    "unit_fa": "",
    "unit_en": "",
    "kind": Indicator.Kind.COUNT,
    "direction": Indicator.Direction.NEUTRAL,
    "decimals": 0,
    "synthetic": False,
    "year": None,
    "county": None,
    "province": None,
}


def power_of_ten(stored: Mapping[str, Any]) -> int:
    """`per` of a rate frozen before `per` was stored: the nearest power of ten; 1 if the value
    and counts do not show it."""
    value = stored.get("value")
    numerator = (stored.get("numerator") or {}).get("estimate")
    denominator = (stored.get("denominator") or {}).get("estimate")
    if not value or not numerator or not denominator:
        return 1
    return 10 ** max(0, round(math.log10(value * denominator / numerator)))


@dataclass(frozen=True)
class AreaStatistics:
    """All statistics of an area, as one user may see them.

    area_m2, perimeter_m: geodesic. places: None where suppressed. rounded: counts are
    those that blocks publish, to the nearest ten, because they include blocks outside the user's
    scope; they have ranges where a revision froze them (public.py). withheld: the user sees only
    the size, because fewer than FEWEST_PERSONS live there or nothing was frozen for that user.
    covered_share: of the ground, 0 to 1, by blocks closed over streets; None where no blocks are
    counted (ticked neighbourhoods) and in what was frozen before it was known.
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
    covered_share: float | None
    synthetic: bool
    data: dict[str, str]
    sources: tuple[SourceTitle, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, for answers and for Revision.statistics."""
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
            "method": self.method.as_json(),
            "rounded": self.rounded,
            "withheld": self.withheld,
            "covered_share": as_share(self.covered_share),
            "covered": covered_words(self.covered_share),
            "synthetic": self.synthetic,
            "data": self.data,
            "sources": [source.as_json() for source in self.sources],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The statistics that as_json() wrote, as frozen in Revision.statistics."""
        places, method = stored.get("places"), stored["method"]
        return cls(
            area_m2=stored["area_m2"],
            perimeter_m=stored["perimeter_m"],
            compactness=Compactness.from_json(stored["compactness"]),
            population=Estimate.from_json(stored.get("population")),
            households=Estimate.from_json(stored.get("households")),
            indicators=tuple(map(IndicatorFigure.from_json, stored.get("indicators") or ())),
            places=Places.from_json(places) if places else None,
            overlaps=tuple(map(Overlap.from_json, stored.get("overlaps") or ())),
            overlaps_more=stored.get("overlaps_more", 0),
            method=Method(method["code"], Pair(method["fa"], method["en"])),
            rounded=stored["rounded"],
            withheld=stored["withheld"],
            covered_share=stored.get("covered_share"),
            synthetic=stored["synthetic"],
            data=stored["data"],
            sources=tuple(SourceTitle(**source) for source in stored.get("sources") or ()),
        )

    @property
    def covered_note(self) -> Worded | None:
        """How much of the ground is covered, in a sentence, where that is not enough."""
        return covered_note(self.covered_share)

    @property
    def versions(self) -> dict[str, str]:
        """The version of each layer that was read, without the time of measuring."""
        return {name: token for name, token in self.data.items() if name != "measured_at"}


def covered_words(share: float | None) -> dict[str, dict[str, str]] | None:
    """What to say of the covered share above the figures and beside each; None where enough."""
    note, beside = covered_note(share), beside_count(share)
    return {"note": in_words(note), "beside": in_words(beside)} if note and beside else None


def as_share(covered: float | None) -> float | None:
    """A share with four decimals; what is neither 0 nor 1 stays between them."""
    if covered is None or covered in (0, 1):
        return covered
    return min(max(round(covered, 4), 0.0001), 0.9999)


def recounted(
    estimates: Mapping[str, Estimate], around: Iterable[Context]
) -> tuple[IndicatorFigure, ...]:
    """The indicators recounted from blocks; rates are made from numerator and denominator."""
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
    context: Context,
    numerator: Estimate,
    denominator: Estimate | None,
    *,
    is_part: bool | None = None,
) -> IndicatorFigure:
    """An indicator's figure from its counts. is_part: see `rate`; None: as the block counts are."""
    if is_part is None:
        is_part = is_part_of(context.block_numerator, context.block_denominator)
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
            is_part=is_part,
        )
    return IndicatorFigure(context, figure, numerator, denominator)


def resummed(sums: Mapping[str, Sum], around: Iterable[Context]) -> tuple[IndicatorFigure, ...]:
    """The indicators for which every ticked neighbourhood has a figure."""
    return tuple(
        summed_figure(context, sums[context.code]) for context in around if context.code in sums
    )


def summed_figure(context: Context, found: Sum) -> IndicatorFigure:
    """An indicator's figure from the sums of ticked neighbourhoods, of their year."""
    context = in_year(context, found.year)
    if context.kind == Indicator.Kind.COUNT:
        return IndicatorFigure(context, Range(found.value), count_of(found), None)
    numerator, denominator = whole(found.numerator), whole(found.denominator)
    figure = rate(numerator, denominator, per=context.per, decimals=context.decimals, is_part=False)
    return IndicatorFigure(context, figure, numerator, denominator)


def in_year(context: Context, year: int) -> Context:
    """The indicator with the county and province values, if they are of this year."""
    if context.year == year:
        return context
    return replace(context, year=year, county=None, province=None)


def count_of(found: Sum | None) -> Estimate:
    """A summed count; unknown if it is missing or suppressed."""
    return whole(found.value if found else None)


def whole(number: float | None) -> Estimate:
    return Estimate(None if number is None else round(number))
