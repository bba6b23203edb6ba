"""This file reads the blocks of a county, and which of them lie in target areas and in a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from shapely.geometry import MultiPolygon

from layers.catalogue import layer
from layers.db import execute_prepared, statement
from layers.tiles.cut import layer_statement
from planning.block_columns import count_columns, neighbours, substitutes_join
from planning.statistics.sources import SourceTitle
from planning.what_if.parameters import Asked
from planning.what_if.worse_outside import Beside

SQL = Path(__file__).parent / "sql"
# Whose share inside target areas is told.
TOLD = ("persons", "uninsured", "out_of_school", "tenant_households")


@dataclass(frozen=True)
class Hood:
    """A neighbourhood in force. is_own: it belongs to the county, whatever blocks lie in it."""

    code: str
    name_fa: str
    name_en: str
    is_own: bool


@dataclass(frozen=True, eq=False)
class CountyBlocks:
    """The blocks of a county, by id.

    counts: of TOLD and of the indicator, by name. hoods: those in force around the county. members:
    for each of them the places of its blocks in `ids`. is_draft: blocks in the draft. elsewhere:
    the draft has blocks of other counties too. data: the versions of the layers.
    """

    ids: np.ndarray
    counts: Mapping[str, np.ndarray]
    hoods: tuple[Hood, ...]
    members: tuple[np.ndarray, ...]
    is_draft: np.ndarray
    elsewhere: bool
    sources: tuple[SourceTitle, ...]
    synthetic: bool
    data: Mapping[str, str]

    def in_hoods(self, *, without: frozenset[str] = frozenset()) -> np.ndarray:
        """Which blocks lie in neighbourhoods in force but for these codes, each block once."""
        found = np.zeros(len(self.ids), dtype=bool)
        for hood, members in zip(self.hoods, self.members, strict=True):
            if hood.code not in without:
                found[members] = True
        return found


def names_of(numerator: str, denominator: str) -> tuple[str, ...]:
    """The counts that are read, each once."""
    return tuple(dict.fromkeys((*TOLD, numerator, denominator)))


@cache
def blocks_statement(names: tuple[str, ...], *, exact: bool) -> str:
    """planning/what_if/sql/county_blocks.sql with the names of the counts filled in."""
    of_name = count_columns(exact=exact)
    return statement(
        SQL / "county_blocks.sql",
        counts=", ".join(f"({of_name[name]})::float8 AS {name}" for name in names),
        columns=", ".join(f"string_agg(float8send(home.{name}), '')" for name in names),
        join_substitutes=substitutes_join(exact=exact),
        blocks_token=layer_statement("layer_token.sql", layer("blocks")),
        neighbourhoods_token=layer_statement("layer_token.sql", layer("neighbourhoods")),
    )


def read_blocks(
    asked: Asked, draft: MultiPolygon, painted: Sequence[int], *, exact: bool
) -> CountyBlocks:
    """The blocks of the county that is asked about.

    draft: EPSG:4326. painted: ids of the blocks that make it up, none where its boundary counts.
    exact: False counts substitutes for suppressed counts.
    """
    numerator, denominator = asked.indicator.block_numerator, asked.indicator.block_denominator
    names = names_of(numerator, denominator)
    row = execute_prepared(
        f"what_if_{'exact' if exact else 'public'}_{numerator}_{denominator}",
        blocks_statement(names, exact=exact),
        (asked.county.code, asked.county.province_code, draft.wkb, list(painted)),
        types=("varchar", "varchar", "bytea", "bigint[]"),
    )
    ids, *counts = row[: 1 + len(names)]
    numbers, in_hoods, in_draft, elsewhere, hoods, sources, synthetic, *tokens = row[
        1 + len(names) :
    ]
    ids = integers(ids)
    found = tuple(Hood(**hood) for hood in hoods)
    places = np.searchsorted(ids, integers(in_hoods))
    starts = np.searchsorted(np.frombuffer(numbers, ">i4"), np.arange(len(found) + 1))
    return CountyBlocks(
        ids=ids,
        counts={
            name: np.frombuffer(column or b"", ">f8").astype(float)
            for name, column in zip(names, counts, strict=True)
        },
        hoods=found,
        members=tuple(places[start:end] for start, end in pairwise(starts)),
        is_draft=np.isin(ids, integers(in_draft)),
        elsewhere=elsewhere,
        sources=tuple(SourceTitle(**source) for source in sources),
        synthetic=synthetic,
        data=dict(zip(("blocks", "neighbourhoods"), tokens, strict=True)),
    )


def integers(column: bytes | memoryview | None) -> np.ndarray:
    return np.frombuffer(column or b"", ">i8").astype(np.int64)


def beside(ids: np.ndarray) -> Beside:
    """Which of these blocks, in order of id, lie beside each other."""
    arrays, degrees = execute_prepared(
        "what_if_beside",
        statement(SQL / "beside.sql"),
        (ids.tolist(),),
        types=("bigint[]",),
    )
    starts, near = neighbours(ids, arrays, np.frombuffer(degrees or b"", ">i4"))
    return Beside(np.repeat(np.arange(len(ids)), np.diff(starts)), near)
