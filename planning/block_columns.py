"""This file reads columns of many census blocks at once: counts, and which lie beside which.

Suggesting and comparing read so many that they take each column as bytes.
"""

import numpy as np

from layers.disclosure.substitutes import SUBSTITUTES_JOIN, public_counts
from layers.models import BLOCK_COUNTS

# More blocks take too long to read and to search for one request.
MOST_BLOCKS = 120_000
# What array_send writes around the numbers of an array, in units of four bytes: five before them,
# and before each of them, which takes two, its length.
HEAD, EACH = 5, 3


def count_columns(*, exact: bool) -> dict[str, str]:
    """The SQL of each count of `layers_block AS block`, by its name in BLOCK_COUNTS.

    exact: False takes substitutes for suppressed counts; the statement needs substitutes_join then.
    """
    counts = [f"block.{name}" for name in BLOCK_COUNTS]
    if not exact:
        counts = public_counts("substitute.counts", "block.")
    return dict(zip(BLOCK_COUNTS, counts, strict=True))


def substitutes_join(*, exact: bool) -> str:
    """The SQL that joins the substitutes, if they are needed."""
    return "" if exact else SUBSTITUTES_JOIN


def neighbours(
    ids: np.ndarray, arrays: bytes | None, degrees: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """starts and near of the blocks from what array_send wrote of their neighbours' ids.

    Neighbours that are not among `ids` are left out.
    """
    has_any = degrees[degrees > 0].astype(np.int64)
    words = np.frombuffer(arrays or b"", ">i4")
    lengths = HEAD + EACH * has_any
    of_array = np.cumsum(lengths) - lengths
    first = np.repeat(of_array + HEAD, has_any)
    number = np.arange(has_any.sum()) - np.repeat(np.cumsum(has_any) - has_any, has_any)
    at = first + EACH * number
    high, low = words[at + 1].astype(np.int64), words[at + 2].astype(np.int64) & 0xFFFF_FFFF
    beside = (high << 32) | low
    rows = np.repeat(np.arange(len(ids)), degrees)
    places = np.minimum(np.searchsorted(ids, beside), len(ids) - 1)
    is_known = ids[places] == beside
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows[is_known], minlength=len(ids)))])
    return starts, places[is_known]
