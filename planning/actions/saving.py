"""This file saves target areas: numbered revisions, none of which is ever overwritten."""

from dataclasses import dataclass, replace
from typing import Any

import shapely
from django.db import connection, transaction
from shapely.geometry import MultiPolygon

from accounts.access import Capability, may, scope_of
from layers.importing.known import to_django
from layers.models import Area, Level, ServicePackage
from layers.problems import NotAllowed, NotFound
from layers.queries import current_areas
from persian.digits import to_persian
from planning import statistics, ticking
from planning.actions.locking import in_language, locked
from planning.boundaries import as_geojson, read_boundary
from planning.models import Revision, State, TargetArea
from planning.problems import BadEntry, BoundaryProblem, ClosedForEditing, Conflict
from planning.queries import may_edit, newest_revision, target_area

CODES_LOCK = 0x7461_7267  # "targ"
LAST_NUMBER = 99_999
# An area belongs to the province of its county where at least this much of it lies.
LEAST_SHARE_IN_PROVINCE = 0.5


@dataclass(frozen=True)
class Draft:
    """What somebody wants to save. code, based_on: None for a new target area; based_on is the
    number of the revision that he began from. geometry: GeoJSON Polygon or MultiPolygon, None
    where the union of the ticked neighbourhoods is meant.
    """

    code: str | None
    based_on: int | None
    geometry: Any
    county: str
    name_fa: str
    name_en: str = ""
    purpose: str = ""
    notes: str = ""
    origin: str = Revision.Origin.DRAWN
    ticked: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@transaction.atomic
def save(user: Any, draft: Draft) -> Revision:
    """Keep a draft as the next revision, with its statistics frozen beside its boundary.

    Raises NotAllowed, NotFound, ClosedForEditing, Conflict with the newest revision, BadEntry
    or BoundaryProblem; then nothing is written.
    """
    target = opened(user, draft) if draft.code else new_target_area(user, draft)
    check_codes(draft, target.province_code)
    boundary = read_boundary(draft.geometry or union_of(draft.ticked))
    draft = with_true_ticks(draft, boundary)
    check_province(boundary, target.province_code)
    measured = measure(user, draft, boundary, leave_out=target.code)
    if target.replaces != list(draft.replaces):
        target.replaces = list(draft.replaces)
        target.save(update_fields=["replaces"])
    last = target.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return Revision.objects.create(
        target_area=target,
        number=last + 1,
        based_on=draft.based_on,
        name_fa=draft.name_fa,
        name_en=draft.name_en,
        purpose=draft.purpose,
        notes=draft.notes,
        packages=list(draft.packages),
        ticked=list(draft.ticked),
        origin=draft.origin,
        boundary=to_django(boundary),
        statistics=measured.as_json(),
        made_by=user,
    )


def union_of(codes: tuple[str, ...]) -> dict[str, Any] | None:
    """The ground of ticked neighbourhoods as GeoJSON; None where none was ticked."""
    return as_geojson(ticking.union_of(codes)) if codes else None


def with_true_ticks(draft: Draft, boundary: MultiPolygon) -> Draft:
    """The draft with its ticked neighbourhoods only where the boundary is theirs: the figures of
    neighbourhoods are never frozen beside another shape."""
    if not draft.ticked or ticking.is_union(boundary, draft.ticked):
        return draft
    is_ticked = draft.origin == Revision.Origin.TICKED
    origin = Revision.Origin.DRAWN if is_ticked else draft.origin
    return replace(draft, ticked=(), origin=origin)


def measure(
    user: Any, draft: Draft, boundary: MultiPolygon, *, leave_out: str
) -> statistics.AreaStatistics:
    """The statistics to freeze: of ticked neighbourhoods their own figures, else estimates."""
    if draft.ticked:
        return statistics.measure_ticked(
            draft.ticked, scope=scope_of(user), user=user, leave_out=leave_out
        )
    return statistics.measure(
        boundary, scope=scope_of(user), user=user, with_range=True, leave_out=leave_out
    )


def new_target_area(user: Any, draft: Draft) -> TargetArea:
    """A new target area of a county with the next free code, a draft still without a revision."""
    province = draft.county[:2]
    if not may(user, Capability.DRAW, province_code=province, county_code=draft.county):
        raise NotAllowed(
            "در این شهرستان محدوده‌ای نمی‌کشید. شهرستانی در حوزهٔ خود برگزینید.",
            "You do not draw areas in this county. Choose a county in your scope.",
        )
    if not current_areas(Level.COUNTY).filter(code=draft.county).exists():
        raise BadEntry(
            "county",
            "شهرستانی با این کد نیست. شهرستان را از فهرست برگزینید.",
            "There is no county with this code. Choose the county from the list.",
        )
    return TargetArea.objects.create(
        code=next_code(draft.county),
        province_code=province,
        county_code=draft.county,
        author=user,
        synthetic=user.is_demo,
    )


def next_code(county: str) -> str:
    """The code after the last one given in a county. Others who ask wait for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CODES_LOCK, int(county)])
    given = TargetArea.objects.filter(code__startswith=f"T{county}-").values_list("code", flat=True)
    number = max((int(code.partition("-")[2]) for code in given), default=0) + 1
    if number > LAST_NUMBER:
        raise BadEntry(
            "county",
            "کدهای این شهرستان به پایان رسیده است. به مدیر سامانه بگویید.",
            "The codes of this county are used up. Tell the system administrator.",
        )
    return f"T{county}-{number:03d}"


def opened(user: Any, draft: Draft) -> TargetArea:
    """The target area to save into, locked. Raises what save() says of it."""
    target = locked(str(draft.code), user)
    if target.author_id != user.pk:
        raise NotAllowed(
            "این محدوده را نویسنده‌اش ویرایش می‌کند. نظر خود را در صفحهٔ آن بنویسید.",
            "Its author edits this area. Write what you think on its page.",
        )
    if not may_edit(user, target):
        label = State(target.state).label
        raise ClosedForEditing(in_language(label, "fa"), in_language(label, "en"))
    if draft.county and draft.county != target.county_code:
        raise BadEntry(
            "county",
            "شهرستان یک محدوده عوض نمی‌شود. برای شهرستان دیگر محدوده‌ای تازه بسازید.",
            "The county of an area cannot be changed. Make a new area for another county.",
        )
    newest = newest_revision(target)
    if draft.based_on != newest.number:
        raise stale(newest)
    return target


def stale(newest: Revision) -> Conflict:
    """The answer to somebody who began from an older revision: both versions, nothing lost."""
    who = newest.made_by.get_full_name() or newest.made_by.username
    number = newest.number
    return Conflict(
        f"«{who}» در این میان بازنگری {to_persian(str(number))} را ثبت کرده است. هر دو نسخه را"
        " ببینید و برگزینید.",
        f"Meanwhile '{who}' has saved revision {number}. Look at both versions and choose.",
        number=number,
        theirs={
            "geometry": as_geojson(shapely.from_wkb(bytes(newest.boundary.wkb))),
            "name_fa": newest.name_fa,
            "name_en": newest.name_en,
            "purpose": newest.purpose,
            "notes": newest.notes,
            "packages": newest.packages,
            "origin": newest.origin,
            "ticked": newest.ticked,
            "replaces": newest.target_area.replaces,
            "made_by": who,
            "made_at": newest.made_at.isoformat(),
        },
    )


def check_codes(draft: Draft, province: str) -> None:
    """Raise BadEntry for packages or neighbourhoods that are not known."""
    known = set(ServicePackage.objects.values_list("code", flat=True))
    if unknown := sorted(set(draft.packages) - known):
        raise BadEntry(
            "packages",
            f"این بسته‌ها شناخته نیستند: {'، '.join(unknown)[:200]}.",
            f"These packages are not known: {', '.join(unknown)[:200]}.",
        )
    for parameter, codes in (("replaces", draft.replaces), ("ticked", draft.ticked)):
        here = current_areas(Level.NEIGHBOURHOOD).filter(province_code=province, code__in=codes)
        if unknown := sorted(set(codes) - set(here.values_list("code", flat=True))):
            raise BadEntry(
                parameter,
                f"در این استان محله‌ای با این کدها نیست: {'، '.join(unknown)[:200]}.",
                "This province has no neighbourhoods with these codes:"
                f" {', '.join(unknown)[:180]}.",
            )


def check_province(boundary: MultiPolygon, province: str) -> None:
    """Raise BoundaryProblem when most of a boundary lies outside the province of its county.

    Sources disagree about borders, so that a part outside is nothing to refuse.
    """
    found: Area | None = current_areas(Level.PROVINCE).filter(code=province).first()
    if found is None or found.boundary is None:
        return
    ground = shapely.from_wkb(bytes(found.boundary.wkb))
    if shapely.intersection(ground, boundary).area < LEAST_SHARE_IN_PROVINCE * boundary.area:
        raise BoundaryProblem(
            f"بیشتر این محدوده بیرون از استان {found.name_fa} است. شهرستان دیگری برگزینید یا مرز"
            " را جابه‌جا کنید.",
            f"Most of this area lies outside {found.name_en} Province. Choose another county or"
            " move the boundary.",
            code="outside_province",
        )


@transaction.atomic
def restore(user: Any, code: str, number: int, *, based_on: int) -> Revision:
    """Save an old revision once more, as the newest. Nothing is overwritten."""
    target = target_area(code, user)
    old = target.revisions.filter(number=number).first()
    if old is None:
        raise no_such_revision(number)
    draft = Draft(
        code=code,
        based_on=based_on,
        geometry=as_geojson(shapely.from_wkb(bytes(old.boundary.wkb))),
        county=target.county_code,
        name_fa=old.name_fa,
        name_en=old.name_en,
        purpose=old.purpose,
        notes=old.notes,
        packages=tuple(old.packages),
        replaces=tuple(target.replaces),
    )
    if old.ticked and still_there(old.ticked):
        draft = replace(draft, ticked=tuple(old.ticked))
    return save(user, replace(draft, origin=Revision.Origin.RESTORED))


def still_there(codes: list[str]) -> bool:
    """Whether all of these neighbourhoods are in force today."""
    return current_areas(Level.NEIGHBOURHOOD).filter(code__in=codes).count() == len(set(codes))


def no_such_revision(number: int) -> NotFound:
    return NotFound(
        f"بازنگری {to_persian(str(number))} نیست. شمارهٔ بازنگری را از صفحهٔ محدوده بردارید.",
        f"There is no revision {number}. Take the number from the page of the area.",
    )
