"""This file is the suppression rule for the counts of blocks, in pure numpy.

The counts of a block are parts of one another (the uninsured are persons), and those of a
neighbourhood add up to published totals. A suppressed count may follow neither from the total nor
from the counts beside it: what an outsider can work out must leave it open by at least
SMALLEST_PUBLISHED. bench/attacker.py verifies this by linear programs.
"""

from collections.abc import Sequence

import numpy as np

from layers.disclosure.rule import SMALLEST_PUBLISHED, SMALLEST_SUPPRESSED_SUM, suppression_order

# Stands for a count that nothing published bounds from above.
UNBOUNDED = 1e12


def hidden_bits(
    counts: np.ndarray,
    group: np.ndarray,
    *,
    wholes: Sequence[int],
    chances: np.ndarray,
    also: np.ndarray | None = None,
) -> np.ndarray:
    """A bit mask per block of the counts to suppress.

    counts: (blocks, kinds) of persons or households. group: (blocks,) integer number of the place
    whose totals may be known: a neighbourhood, or the rest of a county. wholes: for each kind the
    kind that it is part of, which stands before it, −1 for none. chances: (blocks, kinds), see
    rule.suppression_order. also: (blocks, kinds), counts that are suppressed for another reason.
    Returns (blocks,) integers in which bit k stands for column k.
    """
    mask = counts < SMALLEST_PUBLISHED
    if also is not None:
        mask |= also
    order = np.argsort(group, kind="stable")
    order_in_place = suppression_order(counts.astype(float), chances)
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    for members in np.split(order, starts[1:]):
        if len(members) and mask[members].any():
            mask[members] = protected(
                counts[members], mask[members], wholes, order_in_place[members]
            )
    mask = with_parts(mask, wholes)
    bits = (1 << np.arange(counts.shape[1])).astype(np.int64)
    return mask.astype(np.int64) @ bits


def protected(
    counts: np.ndarray, mask: np.ndarray, wholes: Sequence[int], order: np.ndarray
) -> np.ndarray:
    """The mask of one place with further counts, so that none of it can be worked out.

    Three rules are repeated until none adds a count: the parts of a suppressed count are
    suppressed, since they bound it from below; further counts of a kind in the given order, until
    two sum to ten; and where the counts of a kind nearly fill the published wholes, one more that
    leaves room. A kind that is suppressed in every block is left as it is.
    """
    while True:
        before = mask
        mask = with_parts(with_further(counts, with_parts(mask, wholes), order), wholes)
        for kind in np.flatnonzero(mask.any(axis=0)).tolist():
            if wholes[kind] >= 0 and is_cramped(counts, mask, wholes, kind):
                mask[roomiest(counts, mask, wholes, kind, order), kind] = True
        if (mask == before).all():
            return mask


def with_parts(mask: np.ndarray, wholes: Sequence[int]) -> np.ndarray:
    """The mask with the parts of every suppressed count."""
    covered = mask.copy()
    for kind, whole in enumerate(wholes):
        if whole >= 0:
            covered[:, kind] |= covered[:, whole]
    return covered


def with_further(counts: np.ndarray, mask: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The mask with further cells of each kind, lowest in order, until two or more sum to ten."""
    ranked = np.argsort(np.where(mask, -1, order), axis=0, kind="stable")
    sums = np.cumsum(np.take_along_axis(counts, ranked, axis=0), axis=0)
    places = np.arange(1, len(counts) + 1)[:, None]
    enough = (sums >= SMALLEST_SUPPRESSED_SUM) & (places >= np.maximum(2, mask.sum(axis=0)))
    needed = np.where(enough.any(axis=0), enough.argmax(axis=0) + 1, len(counts))
    wanted = np.where(mask.any(axis=0), needed, 0)
    further = np.zeros_like(mask)
    np.put_along_axis(further, ranked, places <= wanted, axis=0)
    return further


def is_cramped(counts: np.ndarray, mask: np.ndarray, wholes: Sequence[int], kind: int) -> bool:
    """Whether the published wholes leave a suppressed count of a kind less than five of room.

    What is suppressed of the kind may lie in any of its blocks, up to the whole there. It must fit
    in the others, but for five.
    """
    own, whole = mask[:, kind], wholes[kind]
    in_all = counts[own, kind].sum()
    of_open_wholes = counts[own & ~mask[:, whole], whole].sum()
    room = of_open_wholes + counts[mask[:, whole], whole].sum()
    most = upper_bounds(counts, mask, wholes, kind)[own]
    fits_in_all = (most <= in_all) & (room < in_all + SMALLEST_PUBLISHED)
    fits_beside = (most > in_all) & (most < UNBOUNDED) & (room - most < SMALLEST_PUBLISHED)
    return bool((fits_in_all | fits_beside).any())


def upper_bounds(
    counts: np.ndarray, mask: np.ndarray, wholes: Sequence[int], kind: int
) -> np.ndarray:
    """The nearest published whole of a kind in each block; shape (blocks,)."""
    most = np.full(len(counts), UNBOUNDED)
    is_open = np.ones(len(counts), dtype=bool)
    whole = wholes[kind]
    while whole >= 0:
        found = is_open & ~mask[:, whole]
        most[found] = counts[found, whole]
        is_open &= mask[:, whole]
        whole = wholes[whole]
    return most


def roomiest(
    counts: np.ndarray, mask: np.ndarray, wholes: Sequence[int], kind: int, order: np.ndarray
) -> np.ndarray:
    """The block whose count of a kind to suppress next: the lowest in order with five of room, or
    the one with most room; empty if every block is suppressed."""
    open_blocks = np.flatnonzero(~mask[:, kind])
    if not len(open_blocks):
        return open_blocks
    room = counts[open_blocks, wholes[kind]] - counts[open_blocks, kind]
    enough = open_blocks[room >= SMALLEST_PUBLISHED]
    if len(enough):
        return enough[[order[enough, kind].argmin()]]
    return open_blocks[[room.argmax()]]
