"""This file generates schools and neighbourhood houses."""

from dataclasses import dataclass

import numpy as np

from persian.digits import to_persian
from sample.town.census import Blocks
from sample.town.people import COLUMNS
from sample.town.recipe import Recipe

STAGES = ("primary", "lower_secondary", "upper_secondary")
STAGE_SHARES = (0.52, 0.26, 0.22)
STAGE_NAMES = {
    "primary": ("دبستان نمونهٔ", "Sample primary school"),
    "lower_secondary": ("مدرسهٔ متوسطهٔ اول نمونهٔ", "Sample lower secondary school"),
    "upper_secondary": ("دبیرستان نمونهٔ", "Sample upper secondary school"),
}
SEXES = ("girls", "boys", "mixed")
PUPILS_PER_CLASS = 29
WITHOUT_FIGURES = 0.05

AGENCIES = ("emdad", "ehsan", "behzisti", "helal")
HOUSE_NAMES = {
    "emdad": ("خانهٔ امداد نمونهٔ", "Sample Emdad house"),
    "ehsan": ("خانهٔ احسان نمونهٔ", "Sample Ehsan house"),
    "behzisti": ("خانهٔ بهزیستی نمونهٔ", "Sample Behzisti house"),
    "helal": ("خانهٔ هلال نمونهٔ", "Sample Helal house"),
}
STATES = ("planned", "in_progress", "ready", "open", "closed")
STATE_SHARES = (0.14, 0.16, 0.15, 0.5, 0.05)
# The share of houses beside another agency's in the same neighbourhood.
SECOND_HOUSES = 0.16
# The largest share of neighbourhoods with a lead house.
MOST_LED = 0.9
# The county whose readiness follows the report of its meeting: three done, one to come.
STORY_COUNTY, STORY = "2304", ("open", "open", "ready", "in_progress")


PRISON_NAMES = ("زندان نمونهٔ", "Sample prison")


@dataclass(frozen=True)
class Lots:
    """Possible sites: points in degrees, the codes of their areas, children there."""

    lon_lat: np.ndarray
    county: list[str]
    neighbourhood: list[str]
    children: np.ndarray


@dataclass(frozen=True)
class PlaceRow:
    """The fields of every invented place; the point is (longitude, latitude)."""

    code: str
    name_fa: str
    name_en: str
    county_code: str
    neighbourhood_code: str
    lon_lat: tuple[float, float]


@dataclass(frozen=True)
class SchoolRow(PlaceRow):
    stage: str
    pupils_sex: str
    pupils: int | None
    classrooms: int | None


@dataclass(frozen=True)
class HouseRow(PlaceRow):
    agency: str
    state: str
    is_lead: bool


@dataclass(frozen=True)
class PrisonRow(PlaceRow):
    status: str


def make_lots(blocks: Blocks) -> Lots:
    """One lot in each block."""
    children = blocks.counts[:, COLUMNS.index("children_6_17")]
    return Lots(blocks.middles(), blocks.county, blocks.neighbourhood, children)


def make_schools(recipe: Recipe, lots: Lots, number: int) -> list[SchoolRow]:
    """Schools in proportion to children, inside target neighbourhoods and around them."""
    random = recipe.random("schools")
    chance = lots.children / lots.children.sum()
    places = random.choice(len(chance), size=number, replace=False, p=chance)
    stages = random.choice(STAGES, size=number, p=STAGE_SHARES)
    classes = np.clip(np.round(random.normal(9, 3.5, size=number)), 2, 24).astype(int)
    pupils = np.round(classes * random.normal(PUPILS_PER_CLASS, 6, size=number)).astype(int)
    known = random.random(number) >= WITHOUT_FIGURES
    sexes = random.choice(SEXES, size=number, p=(0.44, 0.44, 0.12))
    rows = []
    for n, place in enumerate(places):
        name_fa, name_en = numbered(STAGE_NAMES[stages[n]], n + 1)
        rows.append(
            SchoolRow(
                code=f"demo-school-{n + 1:05}",
                name_fa=name_fa,
                name_en=name_en,
                county_code=lots.county[place],
                neighbourhood_code=lots.neighbourhood[place],
                lon_lat=tuple(lots.lon_lat[place].tolist()),
                stage=str(stages[n]),
                pupils_sex=str(sexes[n]),
                pupils=max(12, int(pupils[n])) if known[n] else None,
                classrooms=int(classes[n]) if known[n] else None,
            )
        )
    return rows


def make_houses(
    recipe: Recipe, lots: Lots, neighbourhoods: list[str], number: int
) -> list[HouseRow]:
    """Many neighbourhoods get one lead house, some of these further agencies, others no house."""
    random = recipe.random("houses")
    story = [code for code in neighbourhoods if code.startswith(STORY_COUNTY)]
    others = [code for code in neighbourhoods if not code.startswith(STORY_COUNTY)]
    firsts = min(number - round(number * SECOND_HOUSES) - len(story), round(len(others) * MOST_LED))
    led = [*story, *random.permutation(others)[:firsts].tolist()]
    beside = random.permutation(len(led))
    # The lead house that each house is beside, and its ordinal there.
    place = [*range(len(led)), *np.resize(beside, number - len(led)).tolist()]
    turn = np.maximum(0, (np.arange(number) - len(led)) // len(led) + 1)
    # Houses of one neighbourhood belong to different agencies, up to four.
    agencies = (random.integers(len(AGENCIES), size=len(led))[place] + turn) % len(AGENCIES)
    states = random.choice(STATES, size=number, p=STATE_SHARES).tolist()
    states[: len(story)] = STORY[: len(story)]
    lots_of = lots_by_neighbourhood(lots)
    return [
        house_row(
            n,
            agency=AGENCIES[agencies[n]],
            state=states[n],
            is_lead=n < len(led),
            home=led[place[n]],
            lon_lat=lots.lon_lat[random.choice(lots_of[led[place[n]]])],
        )
        for n in range(number)
    ]


def lots_by_neighbourhood(lots: Lots) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, code in enumerate(lots.neighbourhood):
        found.setdefault(code, []).append(place)
    return found


def house_row(
    number: int, *, agency: str, state: str, is_lead: bool, home: str, lon_lat: np.ndarray
) -> HouseRow:
    name_fa, name_en = numbered(HOUSE_NAMES[agency], number + 1)
    return HouseRow(
        code=f"demo-house-{number + 1:04}",
        name_fa=name_fa,
        name_en=name_en,
        county_code=home[:4],
        neighbourhood_code=home,
        lon_lat=tuple(lon_lat.tolist()),
        agency=agency,
        state=state,
        is_lead=is_lead,
    )


def make_prisons(recipe: Recipe, lots: Lots, number: int) -> list[PrisonRow]:
    """Prisons at random; only the country for load tests has them."""
    random = recipe.random("prisons")
    places = random.choice(len(lots.lon_lat), size=number, replace=False)
    return [
        PrisonRow(
            f"demo-prison-{n + 1:04}",
            *numbered(PRISON_NAMES, n + 1),
            lots.county[place],
            lots.neighbourhood[place],
            tuple(lots.lon_lat[place].tolist()),
            "operating",
        )
        for n, place in enumerate(places)
    ]


def numbered(names: tuple[str, str], number: int) -> tuple[str, str]:
    return f"{names[0]} {to_persian(str(number))}", f"{names[1]} {number}"
