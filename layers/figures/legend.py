"""This file makes the legend's classes: their limits, counts and colours."""

from dataclasses import dataclass

from layers.figures.classes import Classification
from layers.models import Indicator

# ColorBrewer YlOrBr (more deprived is darker) and PuBu (counts without a direction), light to dark,
# by number of classes.
RAMPS = {
    Indicator.Direction.HIGHER_IS_WORSE: {
        1: ["#fe9929"],
        2: ["#fed98e", "#d95f0e"],
        3: ["#fff7bc", "#fec44f", "#d95f0e"],
        4: ["#ffffd4", "#fed98e", "#fe9929", "#cc4c02"],
        5: ["#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"],
        6: ["#ffffd4", "#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404"],
        7: ["#ffffd4", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04"],
    },
    Indicator.Direction.NEUTRAL: {
        1: ["#74a9cf"],
        2: ["#bdc9e1", "#2b8cbe"],
        3: ["#ece7f2", "#a6bddb", "#2b8cbe"],
        4: ["#f1eef6", "#bdc9e1", "#74a9cf", "#0570b0"],
        5: ["#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"],
        6: ["#f1eef6", "#d0d1e6", "#a6bddb", "#74a9cf", "#2b8cbe", "#045a8d"],
        7: ["#f1eef6", "#d0d1e6", "#a6bddb", "#74a9cf", "#3690c0", "#0570b0", "#034e7b"],
    },
}


@dataclass(frozen=True)
class LegendClass:
    """One class: its least and greatest figure, number of areas and colour (#rrggbb)."""

    index: int
    low: float
    high: float
    count: int
    color: str


def legend(
    classification: Classification, direction: Indicator.Direction
) -> tuple[LegendClass, ...]:
    """Classes from low to high; if more is better, low figures are dark."""
    neutral = direction == Indicator.Direction.NEUTRAL
    ramp = RAMPS[direction if neutral else Indicator.Direction.HIGHER_IS_WORSE]
    colors = list(ramp.get(len(classification.ranges), []))
    if direction == Indicator.Direction.HIGHER_IS_BETTER:
        colors.reverse()
    return tuple(
        LegendClass(
            index=found.index, low=found.low, high=found.high, count=found.count, color=color
        )
        for found, color in zip(classification.ranges, colors, strict=True)
    )
