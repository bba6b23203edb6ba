"""This file decides how an area is counted: by ticked neighbourhoods, blocks or its boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shapely.geometry import MultiPolygon

from planning.shapes.outline import blocks_of_outline


class Countable(Protocol):
    """What says how an area is counted: a draft, or a revision."""

    @property
    def ticked(self) -> Sequence[str]: ...
    @property
    def blocks(self) -> Sequence[str]: ...
    @property
    def areal(self) -> bool: ...


@dataclass(frozen=True)
class Way:
    """How an area is counted.

    ticked: codes of neighbourhoods whose figures are summed. painted: ids of the blocks that are
    summed. areal: by share of area. is_mixed: by the boundary, which painted blocks and free
    borders make up. None of them: by the boundary.
    """

    ticked: tuple[str, ...] = ()
    painted: tuple[int, ...] = ()
    areal: bool = False
    is_mixed: bool = False


def way_of(counted: Countable, boundary: MultiPolygon) -> Way:
    """The way of a draft or revision: painted blocks count only where the boundary (EPSG:4326) is
    their outline. Raises BoundaryProblem where there is no time to tell."""
    if counted.areal:
        return Way(areal=True)
    if counted.ticked:
        return Way(ticked=tuple(counted.ticked))
    if not counted.blocks:
        return Way()
    painted = tuple(block.pk for block in blocks_of_outline(boundary, counted.blocks))
    return Way(painted=painted, is_mixed=not painted)
