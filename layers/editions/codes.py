"""This file assigns new codes to neighbourhoods and editions."""

from collections import defaultdict

from layers.models import AreaCode, Edition, Level

LAST_NUMBER = 999


class NeighbourhoodCodes:
    """Assigns the next neighbourhood code of each county: one above the highest ever assigned.

    A code stays with its ground and figures, so no code is assigned twice, even if no edition in
    force draws it any more.
    """

    def __init__(self) -> None:
        self._highest: dict[str, int] = defaultdict(int)
        codes = AreaCode.objects.filter(level=Level.NEIGHBOURHOOD).values_list("code", flat=True)
        for code in codes:
            county, _, number = code.partition("-")
            self._highest[county] = max(self._highest[county], int(number))

    def next_code(self, county: str) -> str | None:
        """The next code of a county; None when its numbers are used up."""
        if self._highest[county] >= LAST_NUMBER:
            return None
        self._highest[county] += 1
        return f"{county}-{self._highest[county]:03d}"


def free_edition_code(wish: str) -> str:
    """The requested code of an edition, with a suffix from 2 on if it is already used."""
    taken = set(Edition.objects.filter(code__startswith=wish).values_list("code", flat=True))
    numbered = (f"{wish}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (wish, *numbered) if code not in taken)
