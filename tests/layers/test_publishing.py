"""This file tests what publishing withholds beyond a single cell."""

import pytest
from django.contrib.gis.geos import Polygon

from layers import publishing
from layers.models import BLOCK_COUNTS, Block
from tests.layers import factories

pytestmark = pytest.mark.django_db


def block(code: str, uninsured: int, west: float) -> Block:
    counts = dict.fromkeys(BLOCK_COUNTS, 100) | {"uninsured": uninsured}
    return Block.objects.create(
        code=code,
        province_code="99",
        county_code="9901",
        neighbourhood_code="9901-001",
        boundary=Polygon.from_bbox((west, 30, west + 0.01, 30.01)),
        source=factories.source(),
        **counts,
    )


def hides_uninsured(found: Block) -> bool:
    found.refresh_from_db()
    return bool(found.hidden >> BLOCK_COUNTS.index("uninsured") & 1)


def test_a_withheld_neighbourhood_is_not_told_block_by_block() -> None:
    # 3 + 12 + 100 = 115: the 3 is withheld, and the 12 for its sake; 6 + 6 would give the 12 away.
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    for code in ("9901-001", "9901-002", "9901-003"):
        factories.area(code, factories.square(50, 30, 50.1, 30.1))
    rate = factories.indicator(block_numerator="uninsured")
    for code, count in (("9901", 115), ("9901-001", 12), ("9901-002", 3), ("9901-003", 100)):
        factories.figure(code, count, 1000, indicator=rate)
    blocks = [block("b1", 6, 50.0), block("b2", 6, 50.02)]
    publishing.publish(["neighbourhoods", "blocks"])
    assert all(hides_uninsured(found) for found in blocks)


def test_a_shown_neighbourhood_shows_its_blocks() -> None:
    factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
    rate = factories.indicator(block_numerator="uninsured")
    factories.figure("9901-001", 12, 1000, indicator=rate)
    blocks = [block("b1", 6, 50.0), block("b2", 6, 50.02)]
    publishing.publish(["neighbourhoods", "blocks"])
    assert not any(hides_uninsured(found) for found in blocks)


def test_each_edition_protects_its_own_sums() -> None:
    # County 53 = 3 + 50 today; a retired code of 8 must not pass for the 3's companion.
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    old = factories.edition("neighbourhood", "older-neighbourhoods")
    factories.area("9901-009", None, edition=old)
    for code in ("9901-001", "9901-002"):
        factories.area(code, factories.square(50, 30, 50.1, 30.1))
    figures = {
        code: factories.figure(code, count, 1000)
        for code, count in (("9901", 53), ("9901-001", 3), ("9901-002", 50), ("9901-009", 8))
    }
    publishing.publish(["neighbourhoods"])
    for code in ("9901-001", "9901-002"):
        figures[code].refresh_from_db()
        assert figures[code].published_value is None, code
