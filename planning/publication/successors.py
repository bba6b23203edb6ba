"""This file names the neighbourhoods that approved target areas become."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from layers.editions.codes import NeighbourhoodCodes
from layers.geos import to_shapely
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Area, Edition
from planning.models import Revision, TargetArea
from planning.problems import CannotPublish
from planning.queries import newest_revision


@dataclass(frozen=True)
class Successor:
    """An approved area that becomes a neighbourhood. code: its code as a neighbourhood.

    keeps: it takes the place of exactly one neighbourhood, alone, and keeps its code.
    """

    target: TargetArea
    revision: Revision
    code: str
    keeps: bool

    @property
    def boundary(self) -> shapely.MultiPolygon:
        return to_shapely(self.revision.boundary)


def the_province(targets: Sequence[TargetArea]) -> str:
    provinces = {target.province_code for target in targets}
    if len(provinces) != 1:
        raise CannotPublish(
            _("تنها محدوده‌های یک استان با هم منتشر می‌شوند. از یک استان انتخاب کنید."),
        )
    return provinces.pop()


def areas_of(base: Edition | None, province: str) -> list[Area]:
    if base is None:
        return []
    return list(Area.objects.filter(edition=base, province_code=province).order_by("code"))


def replaced_codes(revisions: Iterable[Revision]) -> set[str]:
    return {code for revision in revisions for code in revision.replaces}


def name_successors(
    targets: Sequence[TargetArea], base: Edition | None, province: str
) -> list[Successor]:
    """The approved areas with their neighbourhood codes. Raises CannotPublish if one replaces a
    neighbourhood that is no longer in force.
    """
    present = {area.code for area in areas_of(base, province)}
    revisions = [newest_revision(target) for target in targets]
    if gone := sorted(replaced_codes(revisions) - present):
        raise CannotPublish(
            _(
                "این محله‌ها دیگر در مرزهای امروز نیستند: {codes}. محدوده را بازگردانید تا نویسنده"
                " «به‌جای» را درست کند.",
                codes=[Digits(code) for code in gone],
            ),
        )
    claims = Counter(code for revision in revisions for code in revision.replaces)
    codes = NeighbourhoodCodes()
    successors = []
    for target, revision in zip(targets, revisions, strict=True):
        replaces = revision.replaces
        keeps = len(replaces) == 1 and claims[replaces[0]] == 1
        code = replaces[0] if keeps else next_code(codes, target.county_code)
        successors.append(Successor(target, revision, code, keeps))
    return successors


def next_code(codes: NeighbourhoodCodes, county: str) -> str:
    """The next free code of a county. Raises CannotPublish when there is none."""
    code = codes.next_code(county)
    if code is None:
        raise CannotPublish(
            _(
                "کد آزادی برای محله‌های شهرستان {county} نمانده است. به مدیر سامانه بگویید.",
                county=Digits(county),
            ),
        )
    return code
