"""This file checks that approved areas make a valid edition before they are published."""

from itertools import combinations
from pathlib import Path

import shapely

from layers.db import fetch, statement
from layers.geometry import area_m2, hectares
from layers.messages import Digits, Names, Number
from layers.messages import message as _
from layers.models import Edition
from planning.problems import BoundaryProblem, CannotPublish
from planning.publication.successors import Successor, areas_of, replaced_codes
from planning.shapes.time_limit import shaped

SQL = Path(__file__).parent / "sql"
# Two areas that share less than this share a border that was drawn twice, square metres.
SLIVER_M2 = 100.0


def check_invented(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish if sample areas would stand among real neighbourhoods."""
    is_real = any(not area.synthetic for area in areas_of(base, province))
    invented = [each.target.code for each in successors if each.target.synthetic]
    if is_real and invented:
        raise CannotPublish(
            _(
                "دادهٔ نمونه (ساختگی) کنار محله‌های واقعی منتشر نمی‌شود: {codes}. این محدوده‌ها را"
                " برنگزینید.",
                codes=[Digits(code) for code in invented],
            ),
        )


def check_overlaps(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish where an area overlaps another, or a neighbourhood that it does not
    replace."""
    for first, second in combinations(successors, 2):
        codes = {"first": Digits(first.target.code), "second": Digits(second.target.code)}
        try:
            is_apart = shared_m2(first.boundary, second.boundary) <= SLIVER_M2
        except BoundaryProblem as mistake:
            raise CannotPublish(
                _(
                    "مرزهای {first} و {second} چنان پیچیده‌اند که هم‌پوشانی آن‌ها معلوم نمی‌شود. یکی"
                    " را بازگردانید تا مرز آن ساده شود.",
                    **codes,
                ),
            ) from mistake
        if not is_apart:
            raise CannotPublish(
                _(
                    "{first} و {second} هم‌پوشانی دارند. یکی را بازگردانید تا مرز آن درست شود.",
                    **codes,
                ),
            )
    if base is None:
        return
    replaced = replaced_codes(each.revision for each in successors)
    for each in successors:
        standing = standing_overlaps(each, base, province, replaced)
        if standing:
            code, name_fa, name_en, square_m = standing[0]
            raise CannotPublish(
                _(
                    "{area} در {size} هکتار با «{name}» ({code}) هم‌پوشانی دارد و جای آن را"
                    " نمی‌گیرد. آن را بازگردانید تا مرز یا «به‌جای» درست شود.",
                    area=Digits(each.target.code),
                    size=Number(max(hectares(square_m), 0.1), decimals=1),
                    name=Names(name_fa, name_en),
                    code=Digits(code),
                ),
            )


def shared_m2(first: shapely.Geometry, second: shapely.Geometry) -> float:
    """The ground that two polygons (degrees) share, square metres on the ellipsoid.

    Raises BoundaryProblem where finding it would take too long.
    """
    return area_m2(shaped("overlaps", first, second)[0])


def standing_overlaps(
    each: Successor, base: Edition, province: str, replaced: set[str]
) -> list[tuple[str, str, str, float]]:
    """The remaining neighbourhoods that overlap an area, the largest overlap first.

    What another area of the same publication replaces is not standing any more.
    """
    return fetch(
        statement(SQL / "standing_overlaps.sql"),
        {
            "boundary": each.revision.boundary.hexewkb.decode(),
            "edition": base.pk,
            "province": province,
            "replaced": sorted(replaced),
            "sliver_m2": SLIVER_M2,
        },
    )
