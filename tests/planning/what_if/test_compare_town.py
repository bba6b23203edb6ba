"""This file tests what a draft changes for a town of known blocks, made once for all tests."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from accounts.access import PUBLIC, Scope
from layers.models import Block
from layers.publishing.publish import publish
from planning.shapes.outline import outline_of, painted_blocks
from planning.statistics.way import Way
from planning.what_if import compare as compare_module
from planning.what_if.compare import NothingToCompare
from tests.layers import factories as ground
from tests.planning.factories import block, drawn
from tests.planning.what_if.test_compare import COLUMNS, ROWS, TOLD, columns, found, hood

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def grid(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, np.ndarray]]:
    """A town of 12 by 3 blocks, its counts by name, shape (columns, rows); made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield publish_grid()
        transaction.set_rollback(True)


def publish_grid() -> dict[str, np.ndarray]:
    ground.province_with_two_counties()
    random = np.random.default_rng(1404)
    shape = (COLUMNS, ROWS)
    counts = {
        "persons": random.integers(40, 160, shape),
        "uninsured": random.integers(5, 40, shape),
        "out_of_school": random.integers(0, 9, shape),
        "tenant_households": random.integers(0, 20, shape),
    }
    Block.objects.bulk_create(
        block(column, row, **{name: int(each[column, row]) for name, each in counts.items()})
        for column in range(COLUMNS)
        for row in range(ROWS)
    )
    publish(["blocks"], ["99"])
    return counts


def test_each_block_counts_once_where_areas_and_the_draft_overlap(
    grid: dict[str, np.ndarray],
) -> None:
    hood("9901-001", 0, 4)
    hood("9901-002", 2, 6)
    shares = found(drawn(5, 0, 8, ROWS))["shares"]
    for name in TOLD:
        count = grid[name]
        before, after = count[columns(*range(6))].sum(), count[columns(*range(8))].sum()
        assert shares[name]["total"] == count.sum()
        assert (shares[name]["before"], shares[name]["after"]) == (before, after)
        assert shares[name]["share_before"] == pytest.approx(before / count.sum(), abs=5e-5)
        assert shares[name]["share_after"] == pytest.approx(after / count.sum(), abs=5e-5)


def test_ground_of_a_replaced_neighbourhood_leaves_unless_it_lies_elsewhere_inside(
    grid: dict[str, np.ndarray],
) -> None:
    """Columns 0 to 3 and 2 to 5; the second gives way to 5 to 7, and 2 and 3 stay in the first."""
    hood("9901-001", 0, 4)
    hood("9901-002", 2, 6)
    share = found(drawn(5, 0, 8, ROWS), replaces=frozenset({"9901-002"}))["shares"]["persons"]
    assert share["before"] == grid["persons"][columns(*range(6))].sum()
    assert share["after"] == grid["persons"][columns(0, 1, 2, 3, 5, 6, 7)].sum()


def test_a_block_counts_by_its_middle_before_and_after(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    share = found(drawn(2, 0, 3.4, ROWS))["shares"]["persons"]
    assert share["after"] == grid["persons"][columns(0, 1, 2)].sum()
    share = found(drawn(2, 0, 3.6, ROWS))["shares"]["persons"]
    assert share["after"] == grid["persons"][columns(0, 1, 2, 3)].sum()


def test_blocks_of_another_county_are_left_out_and_said_so(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    Block.objects.bulk_create([block(COLUMNS, row, county="9902") for row in range(ROWS)])
    inside = found(drawn(10, 0, COLUMNS, ROWS))
    across = found(drawn(10, 0, COLUMNS + 1, ROWS))
    assert inside["shares"] == across["shares"]
    assert (inside["elsewhere"], across["elsewhere"]) == (False, True)
    # So they cost nobody of the county the exact figures.
    own = found(
        drawn(10, 0, COLUMNS + 1, ROWS), scope=Scope(province_code="99", county_code="9901")
    )
    assert not own["rounded"]
    assert own["shares"] == across["shares"]


def test_painted_blocks_count_by_their_codes(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    blocks = painted_blocks(["test-4-0", "test-5-0", "test-5-1"])
    way = Way(painted=tuple(each.pk for each in blocks))
    share = found(outline_of(blocks), way=way)["shares"]["persons"]
    own = grid["persons"]
    assert share["after"] - share["before"] == own[4, 0] + own[5, 0] + own[5, 1]


def test_what_has_no_blocks_is_unknown_and_named(grid: dict[str, np.ndarray]) -> None:
    hood("9901-001", 0, 2)
    hood("9901-002", 50, 60)
    ground.area("9901-003", None)
    answer = found(drawn(70, 0, 80, 3))
    assert [each["code"] for each in answer["without_blocks"]] == ["9901-002", "9901-003"]
    assert not answer["has_draft_blocks"]
    assert answer["shares"]["persons"]["before"] == grid["persons"][columns(0, 1)].sum()
    assert answer["shares"]["persons"]["after"] is None
    assert answer["shares"]["persons"]["share_after"] is None


def test_a_county_without_target_areas_has_nobody_inside(grid: dict[str, np.ndarray]) -> None:
    share = found(drawn(0, 0, 1, ROWS))["shares"]["uninsured"]
    assert (share["before"], share["share_before"]) == (0, 0)
    hood("9901-001", 50, 60)
    assert found(drawn(0, 0, 1, ROWS))["shares"]["uninsured"]["before"] is None


def test_out_of_scope_counts_are_tens_and_few_persons_are_not_told(
    grid: dict[str, np.ndarray],
) -> None:
    hood("9901-001", 0, 2)
    Block.objects.filter(code__in=["test-0-0", "test-0-1", "test-0-2"]).update(persons=10)
    Block.objects.filter(code__in=["test-1-0", "test-1-1", "test-1-2"]).update(persons=11)
    publish(["blocks"], ["99"])
    answer = found(drawn(5, 0, 8, ROWS), scope=PUBLIC)
    for share in answer["shares"].values():
        assert share["before"] is None
        assert share["after"] % 10 == share["total"] % 10 == 0
    assert set(answer["outside"]["bars"]) == {"draft"}


def test_a_county_of_too_many_blocks_is_refused_in_words(
    grid: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_module, "MOST_BLOCKS", COLUMNS * ROWS - 1)
    with pytest.raises(NothingToCompare) as refused:
        found(drawn(0, 0, 2, 2))
    assert str(COLUMNS * ROWS) in refused.value.detail_en
