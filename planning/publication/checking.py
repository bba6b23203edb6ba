"""This file refuses to publish what would not make a sound edition."""

from itertools import combinations
from pathlib import Path

import shapely
from django.db import connection

from layers.db import fetch, statement
from layers.models import Edition
from persian.digits import to_persian
from planning.problems import BoundaryProblem, CannotPublish
from planning.publication.successors import Successor, areas_of, replaced_codes
from planning.shapes.heavy import shaped

SQL = Path(__file__).parent / "sql"
# Two areas that share less than this share a border that was drawn twice, square metres.
SLIVER_M2 = 100.0


def check_invented(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish where an invented area would stand among real neighbourhoods."""
    is_real = any(not area.synthetic for area in areas_of(base, province))
    invented = [each.target.code for each in successors if each.target.synthetic]
    if is_real and invented:
        raise CannotPublish(
            f"{'، '.join(map(to_persian, invented))} دادهٔ نمونه (ساختگی) است و کنار محله‌های"
            " واقعی منتشر نمی‌شود.",
            f"{', '.join(invented)} is invented sample data and is not published beside real"
            " neighbourhoods.",
        )


def check_overlaps(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish where an area takes ground that its decision does not give it."""
    for first, second in combinations(successors, 2):
        try:
            is_apart = shared_m2(first.boundary, second.boundary) <= SLIVER_M2
        except BoundaryProblem as mistake:
            raise CannotPublish(
                f"{to_persian(first.target.code)} و {to_persian(second.target.code)} چنان درهم‌اند"
                " که نمی‌شود دید روی هم‌اند یا نه. یکی را بازگردانید تا مرزش ساده شود.",
                f"{first.target.code} and {second.target.code} are so entangled that nobody can"
                " tell whether they overlap. Return one, so that its boundary can be simplified.",
            ) from mistake
        if not is_apart:
            raise CannotPublish(
                f"{to_persian(first.target.code)} و {to_persian(second.target.code)} روی هم‌اند."
                " یکی را بازگردانید تا مرزش درست شود.",
                f"{first.target.code} and {second.target.code} lie on each other. Return one,"
                " so that its boundary can be corrected.",
            )
    if base is None:
        return
    replaced = replaced_codes(each.revision for each in successors)
    for each in successors:
        standing = standing_overlaps(each, base, province, replaced)
        if standing:
            code, name_fa, name_en, square_m = standing[0]
            hectares = f"{max(square_m / 10_000, 0.1):.1f}"
            raise CannotPublish(
                f"{to_persian(each.target.code)} در {to_persian(hectares).replace('.', '٫')}"
                f" هکتار روی «{name_fa}» ({to_persian(code)}) است که جایش را نمی‌گیرد. آن را"
                " بازگردانید تا مرز یا «به‌جای» درست شود.",
                f"{each.target.code} lies on '{name_en}' ({code}) in {hectares} hectares and"
                " does not replace it. Return it, so that its boundary or what it replaces can"
                " be corrected.",
            )


def shared_m2(first: shapely.Geometry, second: shapely.Geometry) -> float:
    """The ground that two polygons (degrees) share, geodesic square metres. Raises BoundaryProblem
    where they are so involved that finding it would take for ever.
    """
    shared = shaped("overlaps", first, second)[0]
    if shared.is_empty:
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Area(ST_SetSRID(%s::geometry, 4326)::geography)",
            [shapely.to_wkb(shared, hex=True)],
        )
        return float(cursor.fetchone()[0])


def standing_overlaps(
    each: Successor, base: Edition, province: str, replaced: set[str]
) -> list[tuple[str, str, str, float]]:
    """Neighbourhoods that stay and lie under an area, the greatest overlap first.

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
