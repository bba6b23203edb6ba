"""This file tests that no small count is shown or can be derived from shown figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.disclosure import block_rule, rule


def suppressed_cells(
    counts: Mapping[str, float], relations: Iterable[tuple[str, Sequence[str]]], **further: Any
) -> set[str]:
    """What the rule suppresses where all have the same chance: the smallest come first."""
    same = dict.fromkeys(counts, 1.0)
    return rule.suppressed_cells(counts, relations, **{"chances": same, **further})


def hidden_bits(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The same for blocks with kinds that are part of no other."""
    same, wholes = np.ones(counts.shape), [-1] * counts.shape[1]
    return block_rule.hidden_bits(counts, group, wholes=wholes, chances=same)


def test_a_count_under_five_is_withheld() -> None:
    assert suppressed_cells({"a": 4, "b": 5}, []) == {"a"}


def test_a_single_small_count_takes_a_sibling_with_it() -> None:
    # total 100 − b 30 − c 67 would give a = 3; hiding b too leaves 33 for both.
    counts = {"total": 100, "a": 3, "b": 30, "c": 67}
    assert suppressed_cells(counts, [("total", ["a", "b", "c"])]) == {"a", "b"}


def test_two_tiny_counts_are_not_enough_to_hide_each_other() -> None:
    # a + b = 1 would still reveal nearly everything; c joins them, and 0 + 1 + 20 is 21.
    counts = {"total": 91, "a": 0, "b": 1, "c": 20, "d": 70}
    assert suppressed_cells(counts, [("total", ["a", "b", "c", "d"])]) == {"a", "b", "c"}


def test_a_withheld_total_does_not_follow_from_its_parts() -> None:
    # County c1 is hidden to protect its sibling; its neighbourhoods must not add up to it.
    counts = {"p": 60, "c1": 12, "c2": 3, "c3": 45, "n1": 5, "n2": 7}
    hidden = suppressed_cells(counts, [("p", ["c1", "c2", "c3"]), ("c1", ["n1", "n2"])])
    assert {"c1", "c2"} <= hidden
    assert hidden & {"n1", "n2"}


def test_a_hidden_total_does_not_follow_from_the_level_above() -> None:
    # c2 + c3 = 100 − 81; if only p were hidden with it, n1 + n2 would make c2, and so p and c3.
    counts = {"p0": 100, "c1": 81, "c2": 19, "c3": 0, "n1": 10, "n2": 9, "n3": 0}
    hidden = suppressed_cells(counts, [("p0", ["c1", "c2", "c3"]), ("c2", ["n1", "n2", "n3"])])
    assert {"c2", "c3", "n3"} <= hidden
    assert hidden & {"n1", "n2"}


def test_nothing_small_means_nothing_withheld() -> None:
    counts = {"total": 20, "a": 10, "b": 10}
    assert suppressed_cells(counts, [("total", ["a", "b"])]) == set()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_hidden_part_can_be_worked_out_from_total_and_siblings(parts: list[int]) -> None:
    counts = {str(i): float(n) for i, n in enumerate(parts)} | {"total": float(sum(parts))}
    hidden = suppressed_cells(counts, [("total", [str(i) for i in range(len(parts))])])
    hidden_parts = hidden - {"total"}
    assert all(counts[cell] >= 5 for cell in counts if cell not in hidden)
    if hidden_parts and "total" not in hidden and len(hidden_parts) < len(parts):
        assert len(hidden_parts) >= 2
        assert sum(counts[cell] for cell in hidden_parts) >= 10


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=15),
    st.integers(0, 2**31),
)
@settings(max_examples=200, deadline=None)
def test_blocks_of_a_neighbourhood_follow_the_same_rule_as_areas(
    rows: list[tuple[int, int]], seed: int
) -> None:
    counts = np.array(rows)
    group = np.zeros(len(rows), dtype=int)
    bits = hidden_bits(counts, group)
    for column in range(2):
        values = {f"{i:02}": float(row[column]) for i, row in enumerate(rows)}
        total = {"total": float(sum(values.values())) + 1000}
        # The neighbourhood's own total is published: it is passed as one that hides nothing.
        expected = suppressed_cells(values | total, [("total", sorted(values))])
        found = {f"{i:02}" for i in range(len(rows)) if bits[i] >> column & 1}
        assert found == expected - {"total"}


def test_of_equal_chances_the_smaller_protects_and_of_others_the_luckier() -> None:
    counts = {"total": 100.0, "a": 3.0, "b": 30.0, "c": 67.0}
    relation = [("total", ["a", "b", "c"])]
    lucky = dict.fromkeys(counts, 1.0) | {"b": 0.1}
    assert suppressed_cells(counts, relation) == {"a", "b"}
    assert suppressed_cells(counts, relation, chances=lucky) == {"a", "c"}


def test_a_cell_that_was_seen_covers_no_other_while_unseen_ones_are_enough() -> None:
    counts = {"total": 200.0, "a": 3.0, "b": 12.0, "c": 9.0, "d": 80.0}
    relation = [("total", ["a", "b", "c", "d"])]
    assert suppressed_cells(counts, relation) == {"a", "c"}
    assert suppressed_cells(counts, relation, seen={"c", "d"}) == {"a", "b"}
    assert suppressed_cells(counts, relation, seen={"b", "c", "d"}) == {"a", "c"}
