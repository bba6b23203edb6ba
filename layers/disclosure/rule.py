"""This file is the suppression rule for small counts, in pure numpy."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

# Counts of persons below this are suppressed.
SMALLEST_PUBLISHED = 5
# Suppressed counts under one total must add up to this; otherwise they could be guessed.
SMALLEST_SUPPRESSED_SUM = 10


def suppressed_cells(
    counts: Mapping[str, float], relations: Iterable[tuple[str, Sequence[str]]]
) -> set[str]:
    """Choose cells to suppress so that no count under 5 is shown or can be derived.

    counts: persons by cell. relations: (total, parts), where total is at least the sum of its
    parts. Primary suppression: counts under 5. Secondary suppression: each relation with a hidden
    cell gets further hidden parts, smallest first, until two hidden parts sum to 10, so that
    neither "total − siblings" nor "sum of parts" reveals one. A hidden total needs the same: it may
    follow from the relation above. Cells outside all relations are judged alone.
    """
    hidden = {cell for cell, count in counts.items() if count < SMALLEST_PUBLISHED}
    known = [
        (total, [part for part in parts if part in counts])
        for total, parts in relations
        if total in counts
    ]
    changed = bool(hidden)
    while changed:
        changed = False
        for total, parts in known:
            changed |= _protect(hidden, counts, total, parts)
    return hidden


def _protect(
    hidden: set[str], counts: Mapping[str, float], total: str, parts: Sequence[str]
) -> bool:
    """Hide further parts of one relation if needed; returns whether any was added."""
    hidden_parts = [part for part in parts if part in hidden]
    if not hidden_parts and total not in hidden:
        return False
    spare = sorted((part for part in parts if part not in hidden), key=lambda p: (counts[p], p))
    added = False
    while spare and not _is_protected(hidden_parts, counts):
        part = spare.pop(0)
        hidden.add(part)
        hidden_parts.append(part)
        added = True
    return added


def _is_protected(hidden_parts: Sequence[str], counts: Mapping[str, float]) -> bool:
    enough = sum(counts[part] for part in hidden_parts) >= SMALLEST_SUPPRESSED_SUM
    return len(hidden_parts) >= 2 and enough


def hidden_bits(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    """A bit mask per block of the counts to suppress.

    counts: (blocks, kinds) of persons or households. group: (blocks,) integer number of the
    neighbourhood whose published total the block is part of, −1 for none. Returns (blocks,)
    integers in which bit k stands for column k. The rule is that of `suppressed_cells`, with the
    groups' totals published.
    """
    mask = counts < SMALLEST_PUBLISHED
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-2))
    for members in np.split(order, starts[1:]):
        if len(members) and group[members[0]] >= 0:
            mask[members] = _protected_columns(counts[members], mask[members])
    bits = (1 << np.arange(counts.shape[1])).astype(np.int64)
    return mask.astype(np.int64) @ bits


def _protected_columns(counts: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The mask of one group after the smallest further cells are hidden, column by column."""
    ranked = np.argsort(np.where(mask, -1, counts), axis=0, kind="stable")
    sums = np.cumsum(np.take_along_axis(counts, ranked, axis=0), axis=0)
    places = np.arange(1, len(counts) + 1)[:, None]
    enough = (sums >= SMALLEST_SUPPRESSED_SUM) & (places >= np.maximum(2, mask.sum(axis=0)))
    needed = np.where(enough.any(axis=0), enough.argmax(axis=0) + 1, len(counts))
    wanted = np.where(mask.any(axis=0), needed, 0)
    protected = np.zeros_like(mask)
    np.put_along_axis(protected, ranked, places <= wanted, axis=0)
    return protected
