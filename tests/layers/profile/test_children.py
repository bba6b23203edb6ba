"""This file tests which figure ranks the parts of an area."""

from layers.models import Indicator
from layers.profile.sections.children import ColumnHead, leading_column


def column(pk: int, direction: str = "worse") -> ColumnHead:
    return ColumnHead(indicator=Indicator(pk=pk, code=f"i{pk}", direction=direction), year=1400)


def known(how_many: int) -> dict[str, tuple[float | None, bool, bool]]:
    """Figures of that many parts, and one that is withheld."""
    figures: dict[str, tuple[float | None, bool, bool]] = {"withheld": (None, True, False)}
    return figures | {f"{n}": (float(n), False, False) for n in range(how_many)}


def test_a_figure_that_few_parts_have_does_not_rank_them():
    columns = (column(1, "neutral"), column(2), column(3), column(4))
    figures = {1: known(10), 2: known(4), 3: known(5), 4: known(9)}
    assert leading_column(columns, figures, parts=10) == columns[2]


def test_where_all_figures_are_scarce_the_most_known_ranks():
    columns = (column(1), column(2), column(3))
    figures = {1: known(1), 2: known(3), 3: known(3)}
    assert leading_column(columns, figures, parts=10) == columns[1]


def test_counts_without_a_direction_rank_nothing():
    assert leading_column((column(1, "neutral"),), {1: known(10)}, parts=10) is None
