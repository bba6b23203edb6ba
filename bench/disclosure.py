"""This file narrows suppressed counts of the national sample as an outsider could.

In a copy of the database target areas are published and figures corrected; the outsider has kept
everything that was published before.
"""

from collections.abc import Iterable

import numpy as np

from accounts.models import Role
from bench.attacker import Cell, Outsider
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
RANDOM_COUNTS, RANDOM_COUNTIES = 1_000, 20
# Blocks that any revision of a target area touches.
TOUCHED = """
SELECT DISTINCT block.county_code, block.code
FROM planning_revision AS revision
JOIN layers_block AS block ON ST_Intersects(revision.boundary_3857, block.centroid_3857)
"""


def main() -> list[Row]:
    """Greatest − least of suppressed counts: at target areas, random ones, and figures."""
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
        blocks = sorted(cell for cell in known.unknown if cell[0] == "block")
        chosen = random.choice(len(blocks), RANDOM_COUNTS, replace=False)
        figures = {cell for cell in known.unknown if cell[0] == "figure"}
        return [
            row("suppressed counts of blocks at target areas", known, at_targets),
            row("the same: random blocks", known, {blocks[place] for place in chosen}),
            row("suppressed figures of areas", known, figures),
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
    for place in random.choice(rows.count(), CORRECTIONS, replace=False).tolist():
        corrected = rows.select_related("indicator").order_by("pk")[place]
        assert corrected.numerator is not None
        corrected.numerator += 1
        if corrected.indicator.kind == "count":
            corrected.value += 1
        corrected.save()
    publish_figures()


def row(name: str, known: Outsider, wanted: Iterable[Cell]) -> Row:
    """The widths of the wanted unknown cells."""
    found = known.bounds(set(wanted) & known.unknown)
    widths = [most - least for least, most in found.values()]
    narrow = sum(width < SMALLEST_PUBLISHED for width in widths)
    note = f"{len(widths)} counts, {narrow} narrower than {SMALLEST_PUBLISHED},"
    return Row(name, "persons", "≥ 5 each", widths, note=f"{note} {widths.count(0)} exact")
