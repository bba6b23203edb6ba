"""This file suggests areas: up to three, with their figures and what they cover of the need."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC, Scope
from layers.messages import message as _
from layers.models import Block, Indicator, is_part
from planning.asked import usable_indicator
from planning.shapes.geojson import as_geojson
from planning.shapes.outline import outline_of
from planning.shapes.strokes import storable
from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure
from planning.statistics.measure import measure
from planning.statistics.rounding import FEWEST_PERSONS, ROUNDED_TO, in_tens
from planning.statistics.way import Way
from planning.suggestions.alternatives import alternatives
from planning.suggestions.candidates import Candidates, denominator_of, read_candidates
from planning.suggestions.objective import Objective, strength_of
from planning.suggestions.parameters import (
    DATA,
    SHAPE_POWERS,
    Parameters,
    Suggestion,
    decided,
)
from planning.suggestions.problems import NothingToSuggest
from planning.suggestions.signature import digest_of, signed


@dataclass(frozen=True)
class Suggested:
    """One suggested area.

    codes: of its blocks, in order. outline: EPSG:4326. statistics: as measuring the blocks says.
    figure: the indicator's. share: of the county's need, None where it is not shown.
    """

    codes: tuple[str, ...]
    outline: MultiPolygon
    statistics: AreaStatistics
    figure: IndicatorFigure | None
    share: float | None
    parameters: Suggestion

    def as_json(self) -> dict[str, Any]:
        statistics = self.statistics
        return {
            "blocks": list(self.codes),
            "outline": as_geojson(self.outline),
            "population": statistics.population.estimate,
            "indicator": self.figure.as_json() if self.figure else None,
            "share_of_need": self.share,
            "area_m2": round(statistics.area_m2, 1),
            "compactness": statistics.compactness.as_json(),
            "rounded": statistics.rounded,
            "withheld": statistics.withheld,
            "synthetic": statistics.synthetic,
            "parameters": signed(self.parameters),
        }


def suggest(asked: Parameters, *, scope: Scope, user: Any) -> list[Suggested]:
    """Up to three connected areas of blocks that share no block, the best first.

    Exact where every candidate lies in the scope; otherwise made and measured of public counts, as
    people out of scope measure. Raises BadParameter for an indicator that cannot be used,
    NothingToSuggest with the reason, NotAllowed, BudgetSpent.
    """
    indicator = usable_indicator(asked.indicator)
    found = read_candidates(asked, indicator, scope=scope)
    objective = objective_of(asked, indicator, found)
    check_enough(asked, found)
    areas = alternatives(found.graph, objective)
    if not areas:
        raise NothingToSuggest(
            _(
                "هیچ مجموعهٔ پیوسته‌ای از بلوک‌ها {low} تا {high} نفر ندارد. بازه را بازتر کنید.",
                low=asked.people_from,
                high=asked.people_to,
            )
        )
    return [
        measured(asked, found, area, number=number, scope=scope, user=user)
        for number, area in enumerate(areas, start=1)
    ]


def objective_of(asked: Parameters, indicator: Indicator, found: Candidates) -> Objective:
    """What the areas are to reach. Counts of people out of scope are shown in tens, so that their
    bounds are too. Raises NothingToSuggest where nobody is in need."""
    if not found.need or not found.of or not found.graph.numerator.any():
        raise NothingToSuggest(
            _("بلوک‌های این‌جا برای این سنجه کسی را نشان نمی‌دهند. سنجهٔ دیگری انتخاب کنید.")
        )
    low, high = asked.people_from, asked.people_to
    if not found.is_exact:
        low, high = -(-low // ROUNDED_TO) * ROUNDED_TO, high // ROUNDED_TO * ROUNDED_TO
    return Objective(
        county_rate=found.need / found.of,
        strength=strength_of(
            found.graph.numerator,
            found.graph.denominator,
            is_part=is_part(indicator.block_numerator, denominator_of(indicator)),
        ),
        shape_power=SHAPE_POWERS[asked.compactness],
        people_from=low,
        people_to=high,
    )


def check_enough(asked: Parameters, found: Candidates) -> None:
    """Raise NothingToSuggest where too few persons live outside the neighbourhoods in force."""
    persons = round(float(found.graph.persons.sum()))
    if persons >= asked.people_from:
        return
    if not found.is_exact and persons < FEWEST_PERSONS:
        raise NothingToSuggest(
            _(
                "این‌جا بیرون از محله‌های هدف کمتر از {fewest} نفر زندگی می‌کنند. جای دیگری را انتخاب"
                " کنید.",
                fewest=FEWEST_PERSONS,
            )
        )
    raise NothingToSuggest(
        _(
            "این‌جا بیرون از محله‌های هدف {persons} نفر زندگی می‌کنند، کمتر از {low} نفری که"
            " خواسته‌اید. عدد «از» را کمتر کنید یا جای دیگری را انتخاب کنید.",
            persons=persons if found.is_exact else in_tens(persons),
            low=asked.people_from,
        )
    )


def measured(
    asked: Parameters,
    found: Candidates,
    area: np.ndarray,
    *,
    number: int,
    scope: Scope,
    user: Any,
) -> Suggested:
    """A set of blocks with its outline and figures."""
    blocks = list(Block.objects.filter(pk__in=found.ids[area].tolist()).order_by("code"))
    outline = storable(outline_of(blocks))
    statistics = measure(
        outline,
        scope=scope if found.is_exact else PUBLIC,
        user=user,
        way=Way(painted=tuple(block.pk for block in blocks)),
    )
    figure = next(
        (each for each in statistics.indicators if each.context.code == asked.indicator), None
    )
    return Suggested(
        codes=tuple(block.code for block in blocks),
        outline=outline,
        statistics=statistics,
        figure=figure,
        share=None if statistics.withheld else share_of(found, area),
        parameters=Suggestion(
            asked=decided(asked, exact=found.is_exact),
            alternative=number,
            data={name: statistics.data[name] for name in DATA},
            digest=digest_of(block.code for block in blocks),
        ),
    )


def share_of(found: Candidates, area: np.ndarray) -> float | None:
    """The share of the county's need that the blocks of an area in this county cover."""
    covered = float(found.graph.numerator[area][found.is_home[area]].sum())
    if found.is_exact:
        return round(covered / found.need, 4)
    shown, need = in_tens(covered), in_tens(found.need)
    return round(shown / need, 4) if shown is not None and need else None
