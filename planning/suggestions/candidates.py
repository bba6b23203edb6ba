"""This file reads the blocks among which areas are suggested, as a graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from accounts.access import Scope
from layers.budget import check_budget
from layers.db import fetch, statement
from layers.geometry import ground_scale
from layers.messages import message as _
from layers.models import Indicator
from layers.problems import NotAllowed
from planning.block_columns import MOST_BLOCKS, count_columns, neighbours, substitutes_join
from planning.suggestions.graph import BlockGraph, facing_metres
from planning.suggestions.parameters import Parameters
from planning.suggestions.problems import NothingToSuggest

SQL = Path(__file__).parent / "sql"
IN_COUNTY = "(block.province_code, block.county_code) = (%(province)s, %(county)s)"
IN_VIEW = (
    "ST_Covers(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), 3857),"
    " block.centroid_3857)"
)


@dataclass(frozen=True, eq=False)
class Candidates:
    """The blocks among which areas are suggested.

    ids: of Block, in order; the blocks of `graph`. is_home: those that lie in the county. is_exact:
    exact counts; otherwise substitutes replace suppressed ones. need, of: numerator and
    denominator of all blocks of the county.
    """

    graph: BlockGraph
    ids: np.ndarray
    is_home: np.ndarray
    is_exact: bool
    need: float
    of: float


def read_candidates(asked: Parameters, indicator: Indicator, *, scope: Scope) -> Candidates:
    """The blocks of the county or the view whose middle lies in no neighbourhood in force.

    Exact counts if every block of the county or the view lies in the scope, also those in
    neighbourhoods. Raises NothingToSuggest, NotAllowed for exact counts out of scope, and
    BudgetSpent.
    """
    places = counties(asked)
    is_exact = exactness(asked, places, scope)
    columns = columns_of(indicator, is_exact=is_exact)
    every = read(asked, columns)
    check_budget()
    is_free = ~np.isin(every.ids, covered(every), assume_unique=False)
    if not is_free.any():
        raise NothingToSuggest(
            _("همهٔ بلوک‌های این‌جا در محله‌های هدف منتشرشده‌اند. جای دیگری را انتخاب کنید.")
        )
    need, whole = need_of(asked, columns)
    return Candidates(
        graph=every.graph.kept(is_free),
        ids=every.ids[is_free],
        is_home=every.is_home[is_free],
        is_exact=is_exact,
        need=need,
        of=whole,
    )


@dataclass(frozen=True, eq=False)
class Read:
    """All blocks of the county or the view. box: around their middles, Web Mercator metres."""

    graph: BlockGraph
    ids: np.ndarray
    is_home: np.ndarray
    box: tuple[float, float, float, float]


def counties(asked: Parameters) -> list[tuple[str, str]]:
    """The province and county of every block in question. Raises NothingToSuggest."""
    rows = fetch(statement(SQL / "counties.sql", is_candidate=condition(asked)), arguments(asked))
    number = sum(count for *_place, count in rows)
    if not number:
        raise NothingToSuggest(
            _("برای این‌جا بلوک سرشماری بارگذاری نشده است. جای دیگری را انتخاب کنید.")
        )
    if number > MOST_BLOCKS:
        raise NothingToSuggest(
            _(
                "این‌جا {count} بلوک دارد. پیشنهاد از میان حداکثر {most} بلوک ساخته می‌شود. نقشه را"
                " نزدیک‌تر کنید و «در دید نقشه» را انتخاب کنید.",
                count=number,
                most=MOST_BLOCKS,
            )
        )
    return [(province, county) for province, county, _count in rows]


def exactness(asked: Parameters, places: list[tuple[str, str]], scope: Scope) -> bool:
    """Whether exact counts are used. Raises NotAllowed where they are asked for out of scope.

    places: of the candidates. The county whose need is met has to lie in the scope too.
    """
    may_know = all(
        scope.covers(province_code=province, county_code=county)
        for province, county in [*places, (asked.county[:2], asked.county)]
    )
    if asked.exact and not may_know:
        raise NotAllowed(
            _(
                "این پیشنهاد از رقم‌های دقیق ساخته شده است و همهٔ بلوک‌های آن در حوزهٔ شما نیست. آن را"
                " با رقم‌های منتشرشده بخواهید."
            )
        )
    return may_know if asked.exact is None else asked.exact


def denominator_of(indicator: Indicator) -> str:
    """The count that the numerator is divided by; of a count, the most a person is wanted."""
    return indicator.block_denominator or "persons"


def columns_of(indicator: Indicator, *, is_exact: bool) -> dict[str, str]:
    """The SQL of the three counts of a block, and of what they need."""
    names = {
        "persons": "persons",
        "numerator": indicator.block_numerator,
        "denominator": denominator_of(indicator),
    }
    of_name = count_columns(exact=is_exact)
    columns = {name: of_name[column] for name, column in names.items()}
    return columns | {"join_substitutes": substitutes_join(exact=is_exact)}


def read(asked: Parameters, columns: Mapping[str, str]) -> Read:
    """All blocks in question as a graph, in metres on the ground."""
    text = statement(SQL / "candidates.sql", is_candidate=condition(asked), **columns)
    [row] = fetch(text, arguments(asked))
    ids, is_home = np.frombuffer(row[0], ">i8"), np.frombuffer(row[1], ">i2") > 0
    numbers = [np.frombuffer(column, ">f8").astype(float) for column in row[2:13]]
    persons, numerator, denominator, area, perimeter, *box, x, y = numbers
    scale = ground_scale(float(y.mean()))
    starts, near = neighbours(ids, row[13], np.frombuffer(row[14], ">i4"))
    boxes, perimeter_m = np.stack(box, axis=1) / scale, perimeter / scale
    graph = BlockGraph(
        starts=starts,
        near=near,
        facing=facing_metres(starts, near, boxes, perimeter_m),
        persons=persons,
        numerator=numerator,
        denominator=denominator,
        area_m2=area / scale**2,
        perimeter_m=perimeter_m,
        x=x / scale,
        y=y / scale,
    )
    around = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    return Read(graph, ids.astype(np.int64), is_home, around)


def covered(every: Read) -> np.ndarray:
    """The ids of blocks whose middle lies in a neighbourhood in force, around these blocks."""
    west, south, east, north = every.box
    values = {"west": west, "south": south, "east": east, "north": north}
    [[ids]] = fetch(statement(SQL / "covered.sql"), values)
    return np.frombuffer(ids, ">i8")


def need_of(asked: Parameters, columns: Mapping[str, str]) -> tuple[float, float]:
    """The numerator and denominator of the county."""
    names = ("numerator", "denominator", "join_substitutes")
    text = statement(SQL / "need.sql", **{name: columns[name] for name in names})
    [[need, whole]] = fetch(text, arguments(asked))
    return need, whole


def condition(asked: Parameters) -> str:
    return IN_COUNTY if asked.bbox is None else IN_VIEW


def arguments(asked: Parameters) -> dict[str, Any]:
    """The arguments of the statements. A county's code begins with that of its province."""
    box = dict(zip(("west", "south", "east", "north"), asked.bbox or (), strict=False))
    return {"province": asked.county[:2], "county": asked.county, **box}
