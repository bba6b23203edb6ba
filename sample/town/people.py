"""This file places invented people in blocks: the counts of every block."""

from dataclasses import dataclass

import numpy as np

from sample.town.blocks import Mesh
from sample.town.neighbourhoods import OUTSIDE, Towns
from sample.town.random_surface import RandomField, logistic, logit
from sample.town.recipe import Recipe

# In the order of layers.models.BLOCK_COUNTS; a test checks it.
COLUMNS = (
    "persons",
    "households",
    "persons_6_plus",
    "children_6_17",
    "labour_force",
    "uninsured",
    "illiterate",
    "out_of_school",
    "unemployed",
    "tenant_households",
    "crowded_households",
    "female_headed_households",
    "unsewered_households",
    "disabled",
)


@dataclass(frozen=True)
class Share:
    """A column that is part of another.

    Its share where deprivation is 0, the slope of its rise with deprivation (log odds), and its
    yearly change (log odds). from_six: only persons of six years and older are counted.
    """

    column: str
    of: str
    level: float
    slope: float
    yearly: float = 0.0
    from_six: bool = False


SHARES = (
    Share("persons_6_plus", "persons", 0.905, -0.12),
    Share("children_6_17", "persons", 0.185, 0.16, from_six=True),
    Share("labour_force", "persons", 0.375, -0.05, from_six=True),
    Share("uninsured", "persons", 0.085, 0.42, -0.07),
    Share("illiterate", "persons_6_plus", 0.075, 0.40, -0.04),
    Share("out_of_school", "children_6_17", 0.042, 0.48, 0.03),
    Share("unemployed", "labour_force", 0.105, 0.28, -0.02),
    Share("tenant_households", "households", 0.36, 0.18, 0.05),
    Share("crowded_households", "households", 0.11, 0.46, 0.01),
    Share("female_headed_households", "households", 0.125, 0.12, 0.02),
    Share("unsewered_households", "households", 0.20, 0.85, -0.08),
    Share("disabled", "persons", 0.018, 0.22),
)
# Persons of a target neighbourhood: median, and spread on the logarithmic scale.
NEIGHBOURHOOD_PERSONS, NEIGHBOURHOOD_SPREAD = 9_300, 0.42
BLOCK_SPREAD = 0.38
OUTSIDE_BLOCK_PERSONS = 190
# Blocks hold at most this part of their county's people, target neighbourhoods still less.
MOST_IN_BLOCKS = 0.62
PERSONS_PER_HOUSEHOLD = 3.25


def block_counts(recipe: Recipe, mesh: Mesh, towns: Towns) -> np.ndarray:
    """Counts of every block in the newest year, shape (blocks, len(COLUMNS)), whole numbers."""
    random = recipe.random("people")
    persons = block_persons(
        random, recipe, mesh.county, towns, outside_persons=OUTSIDE_BLOCK_PERSONS
    )
    own = RandomField(random, length_m=1_100)
    return spread_counts(random, persons, towns.deprivation, noise=0.25 * own(mesh.sites))


def block_persons(
    random: np.random.Generator,
    recipe: Recipe,
    block_county: np.ndarray,
    towns: Towns,
    *,
    outside_persons: float,
) -> np.ndarray:
    """Residents of every block: a set number per neighbourhood, fewer in a small county.

    outside_persons: residents of a block outside every neighbourhood.
    """
    label = towns.neighbourhood
    size = np.bincount(label[label != OUTSIDE], minlength=len(towns.county))
    totals = NEIGHBOURHOOD_PERSONS * np.exp(
        NEIGHBOURHOOD_SPREAD * random.normal(size=len(towns.county))
    )
    mean = np.where(label == OUTSIDE, outside_persons, (totals / size)[label])
    persons = mean * np.exp(BLOCK_SPREAD * random.normal(size=len(label)))
    in_blocks = np.bincount(block_county, weights=persons, minlength=len(recipe.counties))
    whole = np.array([county.persons for county in recipe.counties])
    scale = np.minimum(1, MOST_IN_BLOCKS * whole / np.maximum(in_blocks, 1))
    return np.maximum(1, np.round(persons * scale[block_county])).astype(np.int64)


def spread_counts(
    random: np.random.Generator,
    persons: np.ndarray,
    deprivation: np.ndarray,
    noise: np.ndarray | float = 0.0,
) -> np.ndarray:
    """All columns of COLUMNS for units of so many persons; each part is at most its whole."""
    size = PERSONS_PER_HOUSEHOLD * np.exp(0.07 * deprivation)
    households = np.clip(np.round(persons / size), 1, persons)
    columns = {"persons": persons, "households": households.astype(np.int64)}
    for share in SHARES:
        odds = logit(share.level) + share.slope * deprivation + share.slope * noise
        drawn = random.binomial(columns[share.of], logistic(odds))
        six_and_older = columns.get("persons_6_plus", persons)
        columns[share.column] = np.minimum(drawn, six_and_older) if share.from_six else drawn
    return np.column_stack([columns[name] for name in COLUMNS])
