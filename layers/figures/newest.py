"""This file finds the newest year for which areas have figures."""

from collections.abc import Collection

from layers.db import fetch


def newest_years(codes: Collection[str], *, at_least: int = 1) -> dict[int, int]:
    """The newest year (Jalali) by indicator id that enough of these areas have.

    at_least: the number of areas that must have a figure of the year.
    A suppressed figure counts, so that an older one does not replace it.
    """
    rows = fetch("SELECT * FROM layers_newest_years(%s, %s)", [list(codes), at_least])
    return dict(rows)
