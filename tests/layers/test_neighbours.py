"""This file tests which blocks are stored as lying beside each other."""

import pytest
import shapely

from layers.geos import to_shapely
from layers.models import Block, BlockNeighbours
from layers.publishing.neighbours import BESIDE_M
from planning.shapes.projection import plane_at

pytestmark = pytest.mark.django_db
# Web Mercator of a block's middle and a plane differ by this share of a length in one county.
MERCATOR = 0.003


def test_neighbours_lie_as_near_as_the_ground_says() -> None:
    blocks = list(Block.objects.filter(county_code="2310").order_by("pk")[:400])
    shapes = [to_shapely(block.boundary) for block in blocks]
    flat = plane_at(shapely.union_all(shapes)).to_metres
    metric = [flat(each) for each in shapes]
    stored = dict(BlockNeighbours.objects.values_list("block_id", "near"))
    for block, shape in zip(blocks, metric, strict=True):
        near = set(stored.get(block.pk, ()))
        for other, other_shape in zip(blocks, metric, strict=True):
            distance = shape.distance(other_shape)
            if other == block:
                assert block.pk not in near
            elif distance < BESIDE_M * (1 - MERCATOR):
                assert other.pk in near
            elif distance > BESIDE_M * (1 + MERCATOR):
                assert other.pk not in near


def test_each_pair_stands_in_both_rows() -> None:
    stored = dict(BlockNeighbours.objects.values_list("block_id", "near"))
    pairs = {(block, near) for block, others in stored.items() for near in others}
    assert pairs
    assert pairs == {(near, block) for block, near in pairs}
