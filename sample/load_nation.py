"""This file loads the invented country for load tests: a million blocks in minutes."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.choice import chances
from layers.geometry import to_mercator
from layers.loading.fixtures import read_json
from layers.models import BLOCK_COUNTS, WHOLE_PLACES, Edition, Level
from layers.publishing.publish import publish
from sample.binary_copy import copy_arrays, point_ewkb, polygon_ewkb
from sample.clear import clear_demo
from sample.indexes import built_afterwards
from sample.load import (
    FIRST_DAY,
    PROVINCES,
    check_public,
    demo_recipe,
    province_shapes,
    write_indicators,
    write_sources,
)
from sample.nation.country import BlockTable, Country, make_country
from sample.nation.dwellings import make_dwellings
from sample.nation.plan import Plan, make_plan
from sample.rows import (
    write_areas,
    write_codes,
    write_figures,
    write_houses,
    write_prisons,
    write_schools,
)
from sample.town.neighbourhoods import OUTSIDE
from sample.town.people import COLUMNS
from sample.without_history import no_history

BLOCKS_AT_ONCE = 25_000


def load_nation(*, blocks: int | None = None, seed: int | None = None) -> Country:
    """Replace all invented data by a whole country, and publish.

    blocks: how many, a million if None; everything else shrinks in proportion. Raises
    PublicDataMissing before load_public has run.
    """
    recipe = demo_recipe()
    check_public(recipe)
    shapes = province_shapes()
    plan = make_plan(
        read_json("demo/national.json"),
        recipe=recipe,
        provinces=shapes,
        blocks=blocks,
        seed=seed,
    )
    country = make_country(plan, shapes)
    with no_history():
        clear_demo(is_last=False)
        write_country(plan, country)
        publish(provinces=PROVINCES)
    return country


def write_country(plan: Plan, country: Country) -> None:
    sources = write_sources()
    indicators = write_indicators()
    boundaries, places = sources["demo-boundaries"], sources["demo-places"]
    counties, neighbourhoods = write_editions(boundaries, country)
    write_codes([area.code for area in country.counties], Level.COUNTY)
    write_codes([area.code for area in country.neighbourhoods], Level.NEIGHBOURHOOD)
    write_areas(country.counties, counties)
    write_areas(country.neighbourhoods, neighbourhoods)
    with built_afterwards("layers_block"):
        write_block_table(country.blocks, boundaries)
    with built_afterwards("layers_sampledwelling"):
        write_dwellings(plan, country.blocks)
    with built_afterwards("layers_measurement"):
        write_figures(country.figures, indicators, sources)
    with built_afterwards("layers_school"):
        write_schools(country.schools, places)
    write_houses(country.houses, places)
    write_prisons(country.prisons, places)


def write_editions(source_id: int, country: Country) -> list[Edition]:
    sample = {"source_id": source_id, "synthetic": True, "in_force_from": FIRST_DAY}
    return Edition.objects.bulk_create(
        [
            Edition(
                code="demo-counties",
                level=Level.COUNTY,
                title_fa="دادهٔ نمونه (ساختگی): شهرستان‌ها",
                title_en="Sample data (invented): counties",
                provinces=sorted({area.province_code for area in country.counties}),
                **sample,
            ),
            Edition(
                code="demo-neighbourhoods",
                level=Level.NEIGHBOURHOOD,
                title_fa="دادهٔ نمونه (ساختگی): محله‌های همهٔ کشور",
                title_en="Sample data (invented): neighbourhoods of the whole country",
                provinces=PROVINCES,
                **sample,
            ),
        ]
    )


def write_block_table(blocks: BlockTable, source_id: int) -> None:
    """Copy the blocks in Hilbert order, with the suppressed counts already marked."""
    outside = blocks.neighbourhood == OUTSIDE
    hidden = hidden_bits(
        blocks.counts,
        np.where(outside, len(blocks.neighbourhood_codes) + blocks.county, blocks.neighbourhood),
        wholes=WHOLE_PLACES,
        chances=chances(blocks.codes, len(BLOCK_COUNTS)),
    ).astype(np.int32)
    for numbers in batches(len(blocks.codes)):
        inside = blocks.neighbourhood[numbers] != OUTSIDE
        # Binary rows have one length: first those with a neighbourhood's code, then the others.
        for some in (numbers[inside], numbers[~inside]):
            if len(some):
                columns = block_columns(blocks, some, hidden=hidden[some], source_id=source_id)
                copy_arrays("layers_block", columns)


def block_columns(
    blocks: BlockTable, numbers: np.ndarray, *, hidden: np.ndarray, source_id: int
) -> dict[str, np.ndarray]:
    """The columns of these blocks; either all or none lie in a neighbourhood."""
    size = len(numbers)
    county = np.array(blocks.county_codes, dtype="S4")[blocks.county[numbers]]
    home = blocks.neighbourhood[numbers]
    homes = np.array(blocks.neighbourhood_codes, dtype="S8")
    return {
        "code": np.array([blocks.codes[number] for number in numbers], dtype="S"),
        "province_code": county.astype("S2"),
        "county_code": county,
        "neighbourhood_code": np.zeros(size, "V0") if home[0] == OUTSIDE else homes[home],
        "boundary": polygon_ewkb(blocks.rings[numbers], 4326),
        "hidden": hidden,
        "source_id": np.full(size, source_id, dtype=np.int64),
        "synthetic": np.ones(size, dtype=bool),
        **dict(zip(COLUMNS, blocks.counts[numbers].T, strict=True)),
    }


def write_dwellings(plan: Plan, blocks: BlockTable) -> None:
    random = plan.recipe.random("dwellings")
    for numbers in batches(len(blocks.codes)):
        persons = blocks.counts[numbers, 0].astype(np.int64)
        made = make_dwellings(random, blocks.rings[numbers], persons)
        codes = np.array([blocks.codes[number] for number in numbers], dtype="S")
        copy_arrays(
            "layers_sampledwelling",
            {
                "block_code": codes[made.block],
                "persons": made.persons.astype(np.int32),
                "point_3857": point_ewkb(to_mercator(made.lon_lat), 3857),
            },
        )


def batches(size: int) -> Iterator[np.ndarray]:
    """The numbers below size, in batches of so many."""
    for start, end in pairwise([*range(0, size, BLOCKS_AT_ONCE), size]):
        yield np.arange(start, end)
