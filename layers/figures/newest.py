"""This file answers which year is the newest that areas have figures of."""

from collections.abc import Collection

from layers.db import fetch


def newest_years(codes: Collection[str], *, at_least: int = 1) -> dict[int, int]:
    """The newest year (Jalali) by indicator id in which so many of these areas have a figure.

    A suppressed figure counts, so that no older one takes its place.
    """
    rows = fetch("SELECT * FROM layers_newest_years(%s, %s)", [list(codes), at_least])
    return dict(rows)
