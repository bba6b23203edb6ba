"""This file tests the boundary of painted blocks."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from layers.geos import to_django
from layers.models import Block, BlockNeighbours
from layers.problems import BadParameter
from planning.shapes.geometry import enclose
from planning.shapes.outline import is_outline, outline_of, painted_blocks

# About a metre on the ground at this place, degrees.
METRE = 1e-5


def block(east: float, north: float, *, side: float = 100) -> Polygon:
    """A square block, metres from the corner of the town."""
    west, south = 51 + east * METRE, 35 + north * METRE
    return box(west, south, west + side * METRE, south + side * METRE)


def test_a_street_between_painted_blocks_belongs_to_the_area() -> None:
    [outline] = enclose(MultiPolygon([block(0, 0), block(120, 0)]), metres=30.0)
    assert len(outline.geoms) == 1
    assert outline.covers(shapely.box(51.001, 35, 51.0012, 35.001).buffer(-METRE / 10))


def test_a_wide_gap_stays_open() -> None:
    [outline] = enclose(MultiPolygon([block(0, 0), block(150, 0)]), metres=30.0)
    assert len(outline.geoms) == 2


def test_the_ground_of_another_block_is_never_taken() -> None:
    between = block(105, 40, side=10)
    [outline] = enclose(MultiPolygon([block(0, 0), block(120, 0)]), between, metres=30.0)
    assert outline.intersection(between).area == pytest.approx(0, abs=1e-14)


def grown(start: Block, size: int, choice: random.Random) -> list[Block]:
    """A connected set of blocks around one."""
    chosen = {start.pk}
    edge = set(near_of(chosen))
    while edge and len(chosen) < size:
        chosen.add(choice.choice(sorted(edge)))
        edge = set(near_of(chosen)) - chosen
    return list(Block.objects.filter(pk__in=chosen).order_by("code"))


def near_of(chosen: set[int]) -> Iterator[int]:
    for row in BlockNeighbours.objects.filter(block_id__in=chosen):
        yield from row.near


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_an_outline_has_the_middles_of_its_blocks_and_of_no_other(seed: int) -> None:
    choice = random.Random(seed)
    start = choice.choice(list(Block.objects.filter(county_code="2310").order_by("pk")))
    blocks = grown(start, choice.choice([1, 2, 7, 40]), choice)
    outline = outline_of(blocks)
    assert outline.is_valid
    inside = Block.objects.filter(centroid_3857__coveredby=to_mercator(outline)).values_list(
        "code", flat=True
    )
    assert set(inside) == {block.code for block in blocks}
    assert is_outline(outline, [block.code for block in blocks])
    assert not is_outline(outline.buffer(METRE), [block.code for block in blocks])


def to_mercator(outline: MultiPolygon) -> Any:
    shape = to_django(outline)
    shape.transform(3857)
    return shape


@pytest.mark.django_db
@pytest.mark.parametrize("codes", [[], ["nothing"], [3], ["a"] * 6_000])
def test_unknown_blocks_are_refused(codes: list) -> None:
    with pytest.raises(BadParameter):
        painted_blocks(codes)
