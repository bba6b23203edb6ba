"""This file works out suppressed counts as an outsider could: by linear programs (HiGHS).

The outsider knows every published count, the sum of the suppressed counts of each place where
measured areas reveal it, and that a part never exceeds its whole. The outsider does not know which
suppressed count is small and which only covers it. For each suppressed count the least and the
greatest value over all non-negative worlds that agree with this are found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np


@dataclass(frozen=True)
class Known:
    """What an outsider gets of one place.

    counts: (blocks, kinds), true values; those under `hidden` are only compared with the result.
    hidden: (blocks, kinds). sums: of the suppressed counts of each kind, None if not revealed.
    wholes: as block_rule.hidden_bits takes them. seen: (blocks, kinds), suppressed counts that were
    published once.
    """

    counts: np.ndarray
    hidden: np.ndarray
    sums: Sequence[float | None]
    wholes: Sequence[int]
    seen: np.ndarray | None = None


def bounds(known: Known) -> np.ndarray:
    """The least and greatest of each suppressed count; shape (blocks, kinds, 2), nan if published.

    Raises ValueError if the true world does not agree with what is known: the model is wrong then.
    """
    model, places = model_of(known)
    found = np.full((*known.counts.shape, 2), np.nan)
    for block, kind in np.argwhere(known.hidden):
        column = int(places[block, kind])
        least = extreme(model, column, highspy.ObjSense.kMinimize)
        most = extreme(model, column, highspy.ObjSense.kMaximize)
        value = known.counts[block, kind]
        if not least - 1e-6 <= value <= most + 1e-6:
            raise ValueError(f"{value} of kind {kind} is not in {least} to {most}")
        found[block, kind] = least, most
    return found


def widths(known: Known) -> np.ndarray:
    """Greatest − least of every suppressed count, in the order of np.argwhere(hidden)."""
    found = bounds(known)[known.hidden]
    return found[:, 1] - found[:, 0]


def model_of(known: Known) -> tuple[highspy.Highs, np.ndarray]:
    """The system of all suppressed counts of a place, and the column of each in it, −1 if none."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    places = np.full(known.counts.shape, -1)
    places[known.hidden] = np.arange(known.hidden.sum())
    for block, kind in np.argwhere(known.hidden):
        value = float(known.counts[block, kind])
        is_seen = known.seen is not None and bool(known.seen[block, kind])
        model.addVar(value if is_seen else 0.0, value if is_seen else highspy.kHighsInf)
    for kind, whole in enumerate(known.wholes):
        if whole >= 0:
            for block in range(len(known.counts)):
                add_part(model, known, places, block, kind, whole)
    for kind, total in enumerate(known.sums):
        columns = places[known.hidden[:, kind], kind].astype(np.int32)
        if len(columns) and total is not None:
            model.addRow(float(total), float(total), len(columns), columns, np.ones(len(columns)))
    return model, places


def add_part(
    model: highspy.Highs, known: Known, places: np.ndarray, block: int, kind: int, whole: int
) -> None:
    """count of kind − count of whole ≤ 0, with published counts on the right side."""
    columns, factors, rest = [], [], 0.0
    for column, factor in ((kind, 1.0), (whole, -1.0)):
        if known.hidden[block, column]:
            columns.append(places[block, column])
            factors.append(factor)
        else:
            rest += factor * float(known.counts[block, column])
    if columns:
        model.addRow(
            -highspy.kHighsInf,
            -rest,
            len(columns),
            np.array(columns, dtype=np.int32),
            np.array(factors),
        )


def extreme(model: highspy.Highs, column: int, sense: highspy.ObjSense) -> float:
    """The least or greatest value of one column; 0 or infinity if nothing bounds it."""
    model.changeColCost(column, 1.0)
    model.changeObjectiveSense(sense)
    model.run()
    status = model.getModelStatus()
    value = model.getObjectiveValue()
    model.changeColCost(column, 0.0)
    if status == highspy.HighsModelStatus.kOptimal:
        return float(value)
    return 0.0 if sense == highspy.ObjSense.kMinimize else float("inf")
