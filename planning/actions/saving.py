"""This file saves target areas: numbered revisions, none of which is ever overwritten."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from shapely.geometry import MultiPolygon

from accounts.access import Capability, may, scope_of
from layers.db import Lock, wait_for
from layers.importing.existing_areas import to_django
from layers.models import Area, Level, ServicePackage
from layers.problems import NotAllowed, NotFound
from layers.queries import current_areas
from persian.digits import to_persian
from planning.actions.locking import in_language, locked
from planning.models import Revision, State, TargetArea
from planning.problems import BadEntry, BoundaryProblem, ClosedForEditing, Conflict
from planning.queries import may_edit, target_area
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.heavy import shaped
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure, measure_ticked
from planning.statistics.ticked import is_union, union_of

LAST_NUMBER = 99_999
# An area belongs to the province of its county where at least this much of it lies.
LEAST_SHARE_IN_PROVINCE = 0.5


@dataclass(frozen=True)
class Draft:
    """What somebody wants to save. code, based_on: None for a new target area; based_on is the
    number of the revision that he began from. key: what he calls a new one, so that it can be
    sent again when the answer was lost. geometry: GeoJSON Polygon or MultiPolygon, None where
    the union of the ticked neighbourhoods is meant.
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
    key: UUID | None = None


@transaction.atomic
def save(user: Any, draft: Draft) -> Revision:
    """Keep a draft as the next revision, with its statistics frozen beside its boundary.

    What is sent a second time, because the answer was lost, gives the revision that it made.
    Raises NotAllowed, NotFound, ClosedForEditing, Conflict with the newest revision, BadEntry
    or BoundaryProblem; then nothing is written.
    """
    # Before the target area is locked and a code is given, for which others wait.
    boundary = read_boundary(draft.geometry or ticked_ground(draft.ticked))
    target = target_of(user, draft)
    check_codes(draft, target.province_code)
    draft = with_true_ticks(draft, boundary)
    newest = target.revisions.order_by("-number").first()
    if newest is not None and draft.based_on != newest.number:
        if is_sent_again(user, draft, boundary, newest):
            return newest
        if draft.code or newest.number > 1:
            raise stale(newest)
        draft = replace(draft, based_on=newest.number)
    check_province(boundary, target.province_code)
    measured = measure_draft(user, draft, boundary, leave_out=target.code)
    return Revision.objects.create(
        target_area=target,
        number=newest.number + 1 if newest else 1,
        based_on=draft.based_on,
        boundary=to_django(boundary),
        statistics=measured.as_json(),
        made_by=user,
        **members(draft),
    )


def members(draft: Draft) -> dict[str, Any]:
    """What a revision keeps of a draft as it is."""
    return {
        "name_fa": draft.name_fa,
        "name_en": draft.name_en,
        "purpose": draft.purpose,
        "notes": draft.notes,
        "packages": list(draft.packages),
        "replaces": list(draft.replaces),
        "ticked": list(draft.ticked),
        "origin": draft.origin,
    }


def is_sent_again(user: Any, draft: Draft, boundary: MultiPolygon, newest: Revision) -> bool:
    """Whether the newest revision is this very draft: the answer to it was lost on the way."""
    return (
        newest.made_by_id == user.pk
        and newest.based_on == draft.based_on
        and all(getattr(newest, name) == value for name, value in members(draft).items())
        and shapely.from_wkb(bytes(newest.boundary.wkb)).equals_exact(boundary)
    )


def target_of(user: Any, draft: Draft) -> TargetArea:
    """The target area to save into, locked: a known one, one begun with the same key, a new one."""
    if draft.code:
        return opened(user, draft, draft.code)
    if draft.key:
        wait_for(Lock.DRAFTS, draft.key.int & 0x7FFF_FFFF)
        begun = TargetArea.objects.filter(author=user, draft_key=draft.key).first()
        if begun:
            return opened(user, draft, begun.code)
    return new_target_area(user, draft)


def ticked_ground(codes: tuple[str, ...]) -> dict[str, Any] | None:
    """The ground of ticked neighbourhoods as GeoJSON; None where none was ticked."""
    return as_geojson(union_of(codes)) if codes else None


def with_true_ticks(draft: Draft, boundary: MultiPolygon) -> Draft:
    """The draft with its ticked neighbourhoods only where the boundary is theirs: the figures of
    neighbourhoods are never frozen beside another shape."""
    if not draft.ticked or is_union(boundary, draft.ticked):
        return draft
    is_ticked = draft.origin == Revision.Origin.TICKED
    origin = Revision.Origin.DRAWN if is_ticked else draft.origin
    return replace(draft, ticked=(), origin=origin)


def measure_draft(
    user: Any, draft: Draft, boundary: MultiPolygon, *, leave_out: str
) -> AreaStatistics:
    """The statistics to freeze: of ticked neighbourhoods their own figures, else estimates."""
    if draft.ticked:
        return measure_ticked(draft.ticked, scope=scope_of(user), user=user, leave_out=leave_out)
    return measure(boundary, scope=scope_of(user), user=user, with_range=True, leave_out=leave_out)


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
        draft_key=draft.key,
        synthetic=user.is_demo,
    )


def next_code(county: str) -> str:
    """The code after the last one given in a county. Others who ask wait for this transaction."""
    wait_for(Lock.CODES, int(county))
    given = TargetArea.objects.filter(code__startswith=f"T{county}-").values_list("code", flat=True)
    number = max((int(code.partition("-")[2]) for code in given), default=0) + 1
    if number > LAST_NUMBER:
        raise BadEntry(
            "county",
            "کدهای این شهرستان به پایان رسیده است. به مدیر سامانه بگویید.",
            "The codes of this county are used up. Tell the system administrator.",
        )
    return f"T{county}-{number:03d}"


def opened(user: Any, draft: Draft, code: str) -> TargetArea:
    """The target area of this code, locked. Raises what save() says of it."""
    target = locked(code, user)
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
            "code": newest.target_area.code,
            "geometry": as_geojson(shapely.from_wkb(bytes(newest.boundary.wkb))),
            "name_fa": newest.name_fa,
            "name_en": newest.name_en,
            "purpose": newest.purpose,
            "notes": newest.notes,
            "packages": newest.packages,
            "origin": newest.origin,
            "ticked": newest.ticked,
            "replaces": newest.replaces,
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
    inside = sum(part.area for part in shaped("overlaps", boundary, ground))
    if inside < LEAST_SHARE_IN_PROVINCE * boundary.area:
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
        replaces=in_force(old.replaces),
        origin=Revision.Origin.RESTORED,
    )
    ticked = in_force(old.ticked)
    return save(user, replace(draft, ticked=ticked if len(ticked) == len(old.ticked) else ()))


def in_force(codes: list[str]) -> tuple[str, ...]:
    """Of some neighbourhoods those that are in force today: the others can be named no more."""
    known = current_areas(Level.NEIGHBOURHOOD).filter(code__in=codes)
    present = set(known.values_list("code", flat=True))
    return tuple(code for code in codes if code in present)


def no_such_revision(number: int) -> NotFound:
    return NotFound(
        f"بازنگری {to_persian(str(number))} نیست. شمارهٔ بازنگری را از صفحهٔ محدوده بردارید.",
        f"There is no revision {number}. Take the number from the page of the area.",
    )
