"""This file extrapolates invented counts back through the years, for areas that do not overlap."""

from dataclasses import dataclass

import numpy as np

from sample.town.people import COLUMNS, SHARES, spread_counts
from sample.town.random_surface import RandomField, logistic, logit
from sample.town.recipe import Recipe

# Counts from registers, not from blocks: mean per person where deprivation is 0.
REGISTERS = {"hard_to_treat": 0.00055, "pension_waiting": 0.0042}
ALL_COLUMNS = (*COLUMNS, *REGISTERS)
# Yearly growth, of places of this size and of small ones, which also differ more.
LARGE_PERSONS, LARGE_GROWTH, SMALL_GROWTH, GROWTH_SPREAD = 100_000, 0.008, 0.015, 0.011
YEAR_NOISE = 0.05


@dataclass(frozen=True)
class Leaves:
    """Areas that do not overlap and together cover the whole population.

    counts: of the newest year, shape (leaves, len(COLUMNS)); deprivation: shape (leaves,).
    """

    counts: np.ndarray
    deprivation: np.ndarray


def invented_leaves(
    random: np.random.Generator, persons: np.ndarray, deprivation: np.ndarray
) -> Leaves:
    """Leaves without blocks: the rest of a county, a whole province."""
    return Leaves(spread_counts(random, persons, deprivation), deprivation)


def regional_deprivation(random: np.random.Generator, lon_lat: np.ndarray) -> np.ndarray:
    """A score for each of these places that is alike within some hundred kilometres.

    Its mean lies above that of the two provinces around the capital.
    """
    wide = RandomField(random, length_m=260_000)
    return 0.25 + 0.75 * wide(lon_lat * 100_000) + 0.2 * random.normal(size=len(lon_lat))


def follow_back(recipe: Recipe, leaves: Leaves) -> np.ndarray:
    """Counts of every year, shape (years, leaves, len(ALL_COLUMNS)); the last is the newest.

    The newest year's columns are the leaves' own; each part is at most its whole.
    """
    random = recipe.random("series")
    number = len(leaves.counts)
    is_large = leaves.counts[:, 0] > LARGE_PERSONS
    growth = np.where(is_large, LARGE_GROWTH, SMALL_GROWTH)
    growth = growth + GROWTH_SPREAD * np.where(is_large, 0.2, 1) * random.normal(size=number)
    drift = 0.02 * random.normal(size=(number, len(SHARES)))
    registers = register_means(random, leaves)
    years = []
    for year in recipe.years:
        back = recipe.years[-1] - year
        counts = leaves.counts if back == 0 else past_counts(random, leaves, back, growth, drift)
        shrink = np.exp(-growth * back)[:, None]
        years.append(np.column_stack([counts, random.poisson(registers * shrink)]))
    return np.stack(years)


def past_counts(
    random: np.random.Generator, leaves: Leaves, back: int, growth: np.ndarray, drift: np.ndarray
) -> np.ndarray:
    """The block columns `back` years before the newest."""
    now = dict(zip(COLUMNS, leaves.counts.T, strict=True))
    then = {
        "persons": rounded(now["persons"] * np.exp(-growth * back), at_most=None),
        "households": rounded(now["households"] * np.exp(-(growth + 0.005) * back), at_most=None),
    }
    then["households"] = np.minimum(then["households"], then["persons"])
    for place, share in enumerate(SHARES):
        noise = YEAR_NOISE * random.normal(size=len(growth)) if share.yearly else 0.0
        change = -(share.yearly + drift[:, place]) * back + noise
        whole = now[share.of]
        odds = logit(np.clip(now[share.column] / np.maximum(whole, 1), 1e-4, 1 - 1e-4))
        part = logistic(odds + change) * then[share.of]
        then[share.column] = rounded(part, at_most=then[share.of])
    return np.column_stack([then[name] for name in COLUMNS])


def rounded(value: np.ndarray, *, at_most: np.ndarray | None) -> np.ndarray:
    whole = np.round(value).astype(np.int64)
    return whole if at_most is None else np.minimum(whole, at_most)


def register_means(random: np.random.Generator, leaves: Leaves) -> np.ndarray:
    """Expected counts of the registers in the newest year, shape (leaves, registers)."""
    persons = leaves.counts[:, 0]
    means = []
    for per_person in REGISTERS.values():
        local = np.exp(0.35 * leaves.deprivation + 0.3 * random.normal(size=len(persons)))
        means.append(per_person * persons * np.minimum(local, 4))
    return np.column_stack(means)
