"""This file makes the boundary of painted census blocks."""

from collections.abc import Sequence
from typing import Any

from shapely.geometry import MultiPolygon

from layers.geos import to_shapely
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Block, BlockNeighbours
from layers.problems import BadParameter
from layers.publishing.neighbours import BESIDE_M
from planning.shapes.geometry import is_same_boundary
from planning.shapes.time_limit import shaped

MOST_PAINTED = 5_000


def painted_blocks(codes: Any, name: str = "blocks") -> list[Block]:
    """The blocks of these codes, by code, each once.

    codes: as posted. name: of the member that holds them. Raises BadParameter for anything but a
    list of 1 to MOST_PAINTED codes, and for unknown ones.
    """
    if not are_codes(codes):
        raise BadParameter(name, _("فهرستی از ۱ تا {most} کد بلوک بدهید.", most=MOST_PAINTED))
    known = Block.objects.filter(code__in=set(codes)).order_by("code")
    # What PostGIS derives of the boundary takes half of the time to read.
    found = list(known.defer("boundary_3857", "centroid_3857"))
    if missing := sorted(set(codes) - {block.code for block in found}):
        raise BadParameter(
            name,
            _(
                "این بلوک‌ها در داده‌های امروز نیستند: {codes}. دوباره رنگ بزنید، یا در «قلم بلوک»"
                " «تنها مرز بماند» را بزنید.",
                codes=[Digits(code[:24]) for code in missing[:5]],
            ),
        )
    return found


def are_codes(codes: Any) -> bool:
    """Whether these are 1 to MOST_PAINTED texts."""
    return (
        isinstance(codes, list | tuple)
        and 0 < len(codes) <= MOST_PAINTED
        and all(isinstance(code, str) for code in codes)
    )


def outline_of(blocks: Sequence[Block]) -> MultiPolygon:
    """The boundary of blocks, EPSG:4326, closed over streets of up to BESIDE_M.

    No other block's ground lies in it. Raises BoundaryProblem for too involved a shape.
    """
    own = {block.pk for block in blocks}
    rows = BlockNeighbours.objects.filter(block_id__in=own).values_list("near", flat=True)
    beside = {near for row in rows for near in row} - own
    others = Block.objects.filter(pk__in=beside).values_list("boundary", flat=True)
    painted = MultiPolygon([to_shapely(block.boundary) for block in blocks])
    [outline] = shaped("enclose", painted, *map(to_shapely, others), metres=float(BESIDE_M))
    assert isinstance(outline, MultiPolygon)
    return outline


def blocks_of_outline(boundary: MultiPolygon, codes: Sequence[str]) -> list[Block]:
    """The blocks of these codes, by code, if a boundary is today's outline of them, else none.

    Raises BoundaryProblem where there is no time to tell.
    """
    try:
        blocks = painted_blocks(codes)
    except BadParameter:
        return []
    return blocks if is_same_boundary(boundary, outline_of(blocks)) else []


def is_outline(boundary: MultiPolygon, codes: Sequence[str]) -> bool:
    """Whether a boundary is today's outline of these blocks. Raises BoundaryProblem."""
    return bool(blocks_of_outline(boundary, codes))
