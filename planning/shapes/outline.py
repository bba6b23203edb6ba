"""This file makes the boundary of painted census blocks."""

from collections.abc import Sequence

from shapely.geometry import MultiPolygon

from layers.geos import to_shapely
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Block, BlockNeighbours
from layers.problems import BadParameter
from layers.publishing.neighbours import BESIDE_M
from planning.shapes.time_limit import shaped

MOST_PAINTED = 5_000
# Two vertices that are nearer than this, about ten centimetres, are the same one.
SAME_VERTEX_DEG = 1e-6


def painted_blocks(codes: Sequence[str]) -> list[Block]:
    """The blocks of these codes, by code, each once. Raises BadParameter for none or unknown."""
    if not codes or len(codes) > MOST_PAINTED or not all(isinstance(code, str) for code in codes):
        raise BadParameter("blocks", _("فهرستی از ۱ تا {most} کد بلوک بدهید.", most=MOST_PAINTED))
    found = list(Block.objects.filter(code__in=set(codes)).order_by("code"))
    if missing := sorted(set(codes) - {block.code for block in found}):
        raise BadParameter(
            "blocks",
            _(
                "این بلوک‌ها در داده‌های امروز نیستند: {codes}. دوباره رنگ بزنید.",
                codes=[Digits(code[:24]) for code in missing[:5]],
            ),
        )
    return found


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


def is_outline(boundary: MultiPolygon, codes: Sequence[str]) -> bool:
    """Whether a boundary is today's outline of these blocks."""
    try:
        outline = outline_of(painted_blocks(codes))
    except BadParameter:
        return False
    return bool(boundary.normalize().equals_exact(outline.normalize(), SAME_VERTEX_DEG))
