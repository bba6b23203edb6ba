"""This file is the suppression rule for small counts of areas; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

# Counts of persons below this are suppressed.
SMALLEST_PUBLISHED = 5
# Suppressed counts under one total must add up to this; otherwise they could be guessed.
SMALLEST_SUPPRESSED_SUM = 10


def suppression_order(count: Any, chance: Any) -> Any:
    """What is suppressed first to protect another count: the lowest.

    count, chance: numbers or arrays; chance is above 0 and up to 1. Small counts are likelier, one
    of half the size four times. If the smallest were always chosen, whoever knows that rule would
    learn from the choice that it is smaller than each count beside it, and could narrow or even
    derive the protected one.
    """
    return count**2 / chance


def suppressed_cells(
    counts: Mapping[str, float],
    relations: Iterable[tuple[str, Sequence[str]]],
    *,
    chances: Mapping[str, float],
    seen: Collection[str] = (),
) -> set[str]:
    """Choose cells to suppress so that no count under 5 is shown or can be derived.

    counts: persons by cell. relations: (total, parts), where total is at least the sum of its
    parts. Primary suppression: counts under 5. Secondary suppression: each relation with a hidden
    cell gets further hidden parts, in suppression order, until two hidden parts sum to 10, so that
    neither "total − siblings" nor "sum of parts" reveals one. A hidden total needs the same: it may
    follow from the relation above. Cells outside all relations are judged alone. chances: by cell,
    see suppression_order. seen: cells that were published once; readers may have kept them, so they
    cover no other as long as the unseen parts of the relation are enough.
    """
    hidden = {cell for cell, count in counts.items() if count < SMALLEST_PUBLISHED}
    order = {cell: suppression_order(count, chances[cell]) for cell, count in counts.items()}
    known = [
        (total, [part for part in parts if part in counts])
        for total, parts in relations
        if total in counts
    ]
    changed = bool(hidden)
    while changed:
        changed = False
        for total, parts in known:
            changed |= _protect(hidden, counts, total, parts, seen, order)
    return hidden


def _protect(
    hidden: set[str],
    counts: Mapping[str, float],
    total: str,
    parts: Sequence[str],
    seen: Collection[str],
    order: Mapping[str, float],
) -> bool:
    """Hide further parts of one relation if needed; returns whether any was added."""
    if total not in hidden and hidden.isdisjoint(parts):
        return False
    unseen = [part for part in parts if part not in seen]
    cover = unseen if _is_protected(unseen, counts) else parts
    hidden_parts = [part for part in cover if part in hidden]
    spare = sorted((part for part in cover if part not in hidden), key=lambda p: (order[p], p))
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
