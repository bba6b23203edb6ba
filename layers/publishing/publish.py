"""This file rebuilds the published tables from the data: all of them, or of some layers.

It runs in the transaction of the change.
"""

from collections.abc import Iterable

from django.db import transaction

from layers.catalogue import LayerKind, LayerSpec, layer, layers
from layers.db import Lock, wait_for
from layers.disclosure.blocks import (
    Totals,
    remember_totals,
    suppress_block_counts,
    suppressed_totals,
)
from layers.disclosure.figures import decide_figures
from layers.disclosure.substitutes import make_substitutes
from layers.models import AreaShape, SuppressedTotal
from layers.publishing.coverage import cover_ground
from layers.publishing.neighbours import find_neighbours
from layers.publishing.points import publish_points
from layers.publishing.shapes import publish_areas
from layers.publishing.squares import mend_squares, sum_blocks, sum_published_blocks
from layers.publishing.versions import raise_version


@transaction.atomic
def publish(layer_ids: Iterable[str] | None = None, provinces: Iterable[str] | None = None) -> None:
    """Rebuild everything shown of these layers, and raise their versions in these provinces.

    None means every layer, and every province that has data. Of named layers, editions keep the
    shapes they have.
    """
    # Two concurrent runs would each keep results the other made from older data.
    wait_for(Lock.PUBLISHING)
    if layer_ids is None:
        AreaShape.objects.all().delete()
    wanted = set(layer_ids) if layer_ids is not None else {spec.id for spec in layers()}
    published = [spec for spec in layers() if spec.id in wanted]
    suppressed: Totals = set()
    if any(spec.level or spec.kind == LayerKind.BLOCKS for spec in published):
        suppressed = suppressed_totals(decide_figures())
        if "blocks" not in wanted:
            follow_suppressed_totals(suppressed)
    for spec in published:
        publish_layer(spec, suppressed)
        raise_version(spec, provinces)


def publish_layer(spec: LayerSpec, suppressed: Totals) -> None:
    """Rebuild the shapes, clusters or sums of one layer. suppressed: see suppressed_totals."""
    if spec.kind == LayerKind.AREAS and spec.level:
        publish_areas(spec.level)
    elif spec.kind == LayerKind.POINTS:
        publish_points(spec)
    elif spec.kind == LayerKind.BLOCKS:
        publish_blocks(suppressed)


@transaction.atomic
def publish_figures() -> None:
    """Rebuild the published figures, and the blocks that could reveal a suppressed figure."""
    wait_for(Lock.PUBLISHING)
    follow_suppressed_totals(suppressed_totals(decide_figures()))


def publish_blocks(suppressed: Totals) -> None:
    """Suppress small counts of blocks, sum the rest over squares, find neighbours and ground."""
    suppress_block_counts(suppressed)
    remember_totals(suppressed)
    sum_published_blocks()
    make_substitutes(suppressed)
    sum_blocks()
    find_neighbours()
    cover_ground()


def follow_suppressed_totals(suppressed: Totals) -> None:
    """Update the blocks to the totals that are suppressed now, and release the others.

    Few places change at once, so their squares are adjusted and not rebuilt. The substitutes change
    with a total even where all blocks were hidden before: their sum was then known.
    """
    followed = set(SuppressedTotal.objects.values_list("neighbourhood_code", "column"))
    places = {place for place, _ in suppressed ^ followed}
    if not places:
        return
    changes = suppress_block_counts(suppressed, places)
    remember_totals(suppressed)
    provinces = {place[:2] for place in places}
    if changes:
        mend_squares(changes)
        raise_version(layer("blocks"), provinces)
    make_substitutes(suppressed, provinces)
    sum_blocks(provinces)
