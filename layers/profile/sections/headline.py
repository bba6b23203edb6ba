"""This file builds the headline of an area's page: population, size, and its worst ranks."""

from dataclasses import dataclass
from typing import Any

from layers.figures.one_area import AreaFigure, Rank
from layers.geometry import hectares
from layers.models import Indicator, Level
from layers.profile.registry import PlaceName, Subject

POPULATION = "population"
WORST_SHOWN = 2
M2_PER_KM2 = 1_000_000


@dataclass(frozen=True)
class Size:
    """Geodesic area, and persons per unit of it.

    density: None if the population is not published, or if it belongs to boundaries of another
    period: persons of one area divided by the ground of another are not a density.

    unit: "ha" for a neighbourhood, "km2" above. decimals: fitted to the size.
    """

    area_m2: float
    area: float
    unit: str
    decimals: int
    density: float | None


@dataclass(frozen=True)
class Worst:
    """A figure with the rank that places it here. within: the area in which it is ranked."""

    figure: AreaFigure
    rank: Rank
    within: PlaceName


@dataclass(frozen=True)
class Headline:
    """layers/_headline.html. size: None if no boundary is known. worst: at most two.

    is_sample_area: the whole area is invented, and the page already says so.
    """

    population: AreaFigure | None
    size: Size | None
    worst: tuple[Worst, ...]
    is_sample_area: bool

    def as_json(self) -> dict[str, Any]:
        has_density = self.size is not None and self.size.density is not None
        return {
            "population": self.population.value if self.population else None,
            "area_m2": self.size.area_m2 if self.size else None,
            "density": self.size.density if self.size else None,
            "density_per": self.size.unit if self.size else None,
            "density_year": self.population.year if self.population and has_density else None,
        }


def build(subject: Subject) -> Headline:
    population = next((f for f in subject.figures if f.indicator.code == POPULATION), None)
    persons = population.value if population and population.boundary_note is None else None
    return Headline(
        population=population,
        size=size(subject.area.area_m2, subject.level, persons),
        worst=worst(subject),
        is_sample_area=subject.area.synthetic,
    )


def size(area_m2: float | None, level: Level, population_persons: float | None) -> Size | None:
    """The size in the unit a planner uses for this level; None without a boundary."""
    if not area_m2:
        return None
    is_small = level == Level.NEIGHBOURHOOD
    area = hectares(area_m2) if is_small else area_m2 / M2_PER_KM2
    return Size(
        area_m2=area_m2,
        area=area,
        unit="ha" if is_small else "km2",
        decimals=0 if area >= 100 else 1,
        density=None if population_persons is None else population_persons / area,
    )


def worst(subject: Subject) -> tuple[Worst, ...]:
    """The figures on which the area ranks nearest the deprived end, in its province or country.

    Only rates with a direction count (a count follows the size of the area), and only contexts of
    at least three areas; ties are in catalogue order.
    """
    names = {place.code: place for place in subject.above}
    found = []
    for figure in subject.figures:
        rank = widest_below_country(figure.ranks)
        if (
            rank is not None
            and rank.place is not None
            and rank.of >= 3
            and figure.indicator.kind == Indicator.Kind.RATE
            and figure.indicator.direction != Indicator.Direction.NEUTRAL
        ):
            found.append(Worst(figure=figure, rank=rank, within=names[rank.context]))
    found.sort(key=lambda each: each.rank.place / each.rank.of)  # type: ignore[operator]
    return tuple(found[:WORST_SHOWN])


def widest_below_country(ranks: tuple[Rank, ...]) -> Rank | None:
    """The rank in the province; for a province, in the country."""
    below = [rank for rank in ranks if rank.context != "IR"]
    return below[-1] if below else (ranks[-1] if ranks else None)
