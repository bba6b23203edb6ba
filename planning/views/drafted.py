"""This file reads the area that a request is about: a boundary, painted blocks, neighbourhoods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import MultiPolygon

from layers.messages import message as _
from layers.problems import BadParameter
from planning.forms import truth
from planning.shapes.geojson import read_boundary
from planning.shapes.outline import outline_of, painted_blocks
from planning.shapes.strokes import painted_over, storable
from planning.statistics.way import Way, way_of


@dataclass(frozen=True)
class Given:
    """What a request says of the way of counting. blocks: codes, unchecked."""

    blocks: Sequence[str]
    areal: bool
    ticked: tuple[str, ...] = ()


def check_one_area(body: dict[str, Any]) -> None:
    """Raise BadParameter unless either ticked neighbourhoods are given, or a boundary or blocks."""
    if ("ticked" in body) == ("geometry" in body or "blocks" in body):
        raise BadParameter(
            "geometry",
            _(
                "یکی را بدهید: مرز (geometry)، کد بلوک‌ها (blocks)، هر دو با هم، یا کد محله‌ها"
                " (ticked)."
            ),
        )


def drawn(body: dict[str, Any]) -> tuple[MultiPolygon, Way]:
    """The boundary of a request and the way of counting it.

    Blocks alone are counted by their codes. With a geometry, a stroke is added to it first.
    """
    areal = truth(body, "areal")
    if "geometry" not in body:
        found = painted_blocks(body["blocks"])
        boundary = storable(outline_of(found))
        return boundary, Way(areal=True) if areal else Way(painted=tuple(each.pk for each in found))
    boundary = read_boundary(body["geometry"])
    blocks = body.get("blocks", [])
    if blocks:
        painted_blocks(blocks)
    if "painted" in body or "erased" in body:
        boundary = painted_over(boundary, body.get("painted", []), body.get("erased", []))
    return boundary, way_of(Given(blocks, areal), boundary)


def ticked_codes(ticked: Any) -> list[str]:
    """The posted codes, or [] if not a list; `ticked.neighbourhoods` validates them."""
    return ticked if isinstance(ticked, list) else []
