"""This file says how much of an area's ground census blocks cover, where that is not enough."""

import math

from layers.messages import Percent, Worded
from layers.messages import message as _

# Under this share of the ground it stands beside every count.
ENOUGH_COVERED = 0.95


def covered_percent(share: float | None) -> int | None:
    """The share in whole percents, at least 1, where it has to stand beside a count; else None.

    None: enough of the ground is covered, none of it (then there is no count), or it is not known.
    """
    if share is None or not 0 < share < ENOUGH_COVERED:
        return None
    return max(1, math.floor(round(share * 100, 2)))


def beside_count(share: float | None) -> Worded | None:
    """What stands beside each count, or None."""
    percent = covered_percent(share)
    return None if percent is None else _("از {share} زمین", share=Percent(percent))


def covered_note(share: float | None) -> Worded | None:
    """The sentence above the figures of an area, or None."""
    percent = covered_percent(share)
    if percent is None:
        return None
    return _(
        "بلوک‌های سرشماری {share} از زمین این محدوده را می‌پوشانند. جمعیت، خانوار و سنجه‌ها تنها از"
        " همین بخش است و دربارهٔ بقیهٔ زمین داده‌ای نیست.",
        share=Percent(percent),
    )
