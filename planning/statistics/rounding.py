"""This file holds the numbers of the disclosure rule for people out of scope; pure."""

from layers.disclosure.rule import SMALLEST_PUBLISHED

ROUNDED_TO = 10
FEWEST_PERSONS = 100
FEWEST_COUNTED = SMALLEST_PUBLISHED


def in_tens(count: float | None) -> int | None:
    """A count to the nearest ten, five upwards; None under FEWEST_COUNTED."""
    if count is None or count < FEWEST_COUNTED:
        return None
    return int((count + ROUNDED_TO / 2) // ROUNDED_TO * ROUNDED_TO)
