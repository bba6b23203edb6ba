"""This file reads boxes and points of a request, and asks which features touch them."""

import math
from collections.abc import Mapping, Sequence

from layers.exporting.selection import KindColumns
from layers.messages import message as _
from layers.ogc.conditions import Condition
from layers.ogc.crs import ReferenceSystem, system
from layers.problems import BadParameter

# A straight side of a box in UTM is a curve in Web Mercator. In so many steps a side of 1,000 km is
# followed to centimetres, which is what stored coordinates are rounded to.
STEPS = 1_000


def box_of(values: Mapping[str, str], columns: KindColumns) -> Condition | None:
    """The condition of `bbox` in the system of `bbox-crs`, or None. Raises BadParameter."""
    told = system(values, "bbox-crs")
    if "bbox" not in values:
        if "bbox-crs" in values:
            raise BadParameter("bbox-crs", _("تنها همراه bbox معنا دارد."))
        return None
    return touches_box("bbox", numbers("bbox", values["bbox"]), told, columns)


def numbers(parameter: str, text: str) -> list[float]:
    """The four numbers of a box; of six, the heights are left out, because data has none."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        raise wrong_box(parameter) from None
    if len(found) == 6:
        found = [*found[:2], *found[3:5]]
    if len(found) != 4:
        raise wrong_box(parameter)
    return found


def touches_box(
    name: str,
    box: Sequence[float],
    told: ReferenceSystem,
    columns: KindColumns,
    *,
    parameter: str = "bbox",
) -> Condition:
    """Features that touch a box, four numbers in the order of axes of its system.

    name: of its arguments. Raises BadParameter for a box that is empty or outside of the system.
    """
    first, second, third, fourth = box
    west, south, east, north = (
        (second, first, fourth, third) if told.latitude_first else (first, second, third, fourth)
    )
    low_x, low_y, high_x, high_y = told.limits
    if not (low_x <= west < east <= high_x and low_y <= south < north <= high_y):
        raise wrong_box(parameter)
    corners = {"w": west, "s": south, "e": east, "n": north}
    sides = ", ".join(f"%({name}_{side})s" for side in corners)
    drawn = f"ST_MakeEnvelope({sides}, {told.srid})"
    if not told.is_straight:
        drawn = f"ST_Segmentize({drawn}, {max(east - west, north - south) / STEPS!r})"
    return Condition(
        f"ST_Intersects({columns['mercator']}, ST_Transform({drawn}, 3857))",
        {f"{name}_{side}": value for side, value in corners.items()},
    )


def touches_point(
    name: str,
    position: Sequence[float],
    told: ReferenceSystem,
    columns: KindColumns,
    *,
    parameter: str,
) -> Condition:
    """Features that touch a position. Raises BadParameter outside of its system."""
    x, y = reversed(position) if told.latitude_first else position
    low_x, low_y, high_x, high_y = told.limits
    if not (math.isfinite(x + y) and low_x <= x <= high_x and low_y <= y <= high_y):
        raise BadParameter(parameter, _("مختصات POINT بیرون از سیستم مختصات آن است."))
    at = f"ST_SetSRID(ST_MakePoint(%({name}_x)s, %({name}_y)s), {told.srid})"
    return Condition(
        f"ST_Intersects({columns['mercator']}, ST_Transform({at}, 3857))",
        {f"{name}_x": x, f"{name}_y": y},
    )


def wrong_box(parameter: str) -> BadParameter:
    return BadParameter(
        parameter,
        _(
            "چهار عدد بدهید: دو گوشهٔ کادر در سیستم مختصات آن، کوچک‌تر پیش از بزرگ‌تر، مانند"
            " ‎51,35,52,36‎."
        ),
    )
