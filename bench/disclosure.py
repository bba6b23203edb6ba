"""This file narrows suppressed counts of the national sample as an outsider could.

In a copy of the database target areas are published and figures corrected; the outsider has kept
everything that was published before.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import numpy as np

from accounts.models import Role
from bench.attacker import Bounds, Cell, Outsider
from bench.publications import added, copied_database, county_with_most_free_blocks
from bench.published import downloaded, outsider
from bench.table import Row
from layers.db import fetch
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.models import BLOCK_COUNTS, Block, Measurement
from layers.publishing.publish import publish_figures
from planning import actions
from planning.models import Step
from sample.target_areas.people import People
from sample.target_areas.sites import FreeGround

ROUNDS, CORRECTIONS = 3, 40
RANDOM_COUNTIES = 10
# Blocks that any revision of a target area touches.
TOUCHED = """
SELECT DISTINCT block.county_code, block.code
FROM planning_revision AS revision
JOIN layers_block AS block ON ST_Intersects(revision.boundary_3857, block.centroid_3857)
"""


def main() -> list[Row]:
    """Suppressed counts that an outsider can narrow: of blocks at target areas, of random counties,
    and of areas."""
    random = np.random.default_rng(1403)
    with copied_database():
        counties = sorted(set(Block.objects.values_list("county_code", flat=True)))
        some = [str(each) for each in random.choice(counties, RANDOM_COUNTIES, replace=False)]
        touched = {county for county, _ in fetch(TOUCHED)}
        around = sorted({*some, *touched, county_with_most_free_blocks()})
        kept = [downloaded(around)]
        for _ in range(ROUNDS):
            change(random)
            kept.append(downloaded(around))
        known = outsider(around, kept)
        at_targets = {("block", code, name) for _, code in fetch(TOUCHED) for name in BLOCK_COUNTS}
    narrow = known.narrow(known.unknown, enough=SMALLEST_PUBLISHED)
    blocks = {cell for cell in known.unknown if cell[0] == "block"}
    return [
        row("suppressed counts of blocks at target areas", known, narrow, at_targets),
        row(f"the same: all blocks of {len(around)} counties", known, narrow, blocks),
        row("suppressed figures of areas", known, narrow, known.unknown - blocks),
    ]


def change(random: np.random.Generator) -> None:
    """Publish a target area and correct figures, none of them to a small count."""
    county = county_with_most_free_blocks()
    people = People()
    target = added(int(random.integers(1_000_000)), FreeGround(county), people)
    by = people.at(Role.NATIONAL, county)
    actions.take_step(by, target.code, Step.PUBLISH, number=1)
    rows = Measurement.objects.filter(
        suppression="", indicator__counts_persons=True, numerator__gte=40, is_measured=False
    )
    chosen = random.choice(sorted(rows.values_list("pk", flat=True)), CORRECTIONS, replace=False)
    for corrected in rows.select_related("indicator").filter(pk__in=chosen.tolist()):
        assert corrected.numerator is not None
        corrected.numerator += 1
        if corrected.indicator.kind == "count":
            corrected.value += 1
        corrected.save()
    publish_figures()


def row(name: str, known: Outsider, narrow: Mapping[Cell, Bounds], among: AbstractSet[Cell]) -> Row:
    """How many unknown counts of a set are narrow; of these, how many exact and small ones."""
    found = {cell: bounds for cell, bounds in narrow.items() if cell in among}
    exact = sum(least == most for least, most in found.values())
    small = sum(known.values[cell] < SMALLEST_PUBLISHED for cell in found)
    return Row(
        f"{name}: narrower than {SMALLEST_PUBLISHED} persons",
        "counts",
        "0",
        [float(len(found))],
        note=f"of {len(among & known.unknown)}; {exact} exact, {small} small",
    )
