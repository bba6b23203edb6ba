"""This file saves target areas as numbered revisions and never overwrites one."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC, Capability, may, scope_of
from layers.db import Lock, wait_for
from layers.geos import to_django, to_shapely
from layers.messages import Digits, Names
from layers.messages import message as _
from layers.models import Area, Block, Level, ServicePackage
from layers.problems import NotAllowed, NotFound
from layers.queries import current_areas
from planning.actions.locking import locked
from planning.models import Revision, State, TargetArea
from planning.problems import BadEntry, BoundaryProblem, ClosedForEditing, Conflict, NoLongerThere
from planning.queries import may_edit, target_area
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.outline import is_outline, outline_of, painted_blocks
from planning.shapes.time_limit import shaped
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure_as, measure_ticked
from planning.statistics.public import public_statistics
from planning.statistics.ticked import is_union, union_of
from planning.statistics.way import Way, way_of

LAST_NUMBER = 99_999
# An area belongs to the province of its county where at least this much of it lies.
LEAST_SHARE_IN_PROVINCE = 0.5


@dataclass(frozen=True)
class Draft:
    """What a user wants to save. code, based_on: None for a new target area; based_on is the
    number of the revision that the user began from. key: identifies a new one, so that it can be
    sent again if the answer was lost. geometry: GeoJSON Polygon or MultiPolygon, or None for the
    union of the ticked neighbourhoods, or the outline of the painted blocks. blocks: their codes in
    order. suggestion: see Revision. suggestion_is_signed: it bears our signature; one that does not
    is kept only where an earlier revision has it.
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
    areal: bool = False
    ticked: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    suggestion: dict[str, Any] = field(default_factory=dict)
    suggestion_is_signed: bool = False
    packages: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    key: UUID | None = None


@transaction.atomic
def save(user: Any, draft: Draft) -> Revision:
    """Save a draft as the next revision, with its statistics frozen beside its boundary.

    A draft sent a second time, because the answer was lost, returns the revision it made.
    Raises NotAllowed, NotFound, ClosedForEditing, Conflict with the newest revision, BadEntry
    or BoundaryProblem; then nothing is written.
    """
    # Before the target area is locked and a code is given, for which others wait.
    boundary = read_boundary(draft.geometry or own_ground(draft))
    given, draft = draft, with_true_ticks(draft, boundary)
    way = way_of(draft, boundary)
    draft = with_true_origin(draft, way, boundary)
    target = target_of(user, draft)
    check_codes(given, target.province_code)
    draft = with_true_suggestion(draft, target)
    newest = target.revisions.order_by("-number").first()
    if newest is not None and draft.based_on != newest.number:
        if is_sent_again(user, draft, boundary, newest):
            return newest
        raise stale(newest, user)
    check_province(boundary, target.province_code)
    measured = measure_as(way, boundary, scope=scope_of(user), user=user, leave_out=target.code)
    public = measure_public(way, boundary, leave_out=target.code)
    return Revision.objects.create(
        target_area=target,
        number=newest.number + 1 if newest else 1,
        based_on=draft.based_on,
        boundary=to_django(boundary),
        statistics=measured.as_json(),
        public_statistics=public.as_json(),
        made_by=user,
        **members(draft),
    )


def members(draft: Draft) -> dict[str, Any]:
    """The members of a draft that a revision stores unchanged."""
    return {
        "name_fa": draft.name_fa,
        "name_en": draft.name_en,
        "purpose": draft.purpose,
        "notes": draft.notes,
        "packages": list(draft.packages),
        "replaces": list(draft.replaces),
        "ticked": list(draft.ticked),
        "blocks": list(draft.blocks),
        "suggestion": draft.suggestion,
        "origin": draft.origin,
        "areal": draft.areal,
    }


def is_sent_again(user: Any, draft: Draft, boundary: MultiPolygon, newest: Revision) -> bool:
    """Whether the newest revision is this draft, whose answer was lost."""
    return (
        newest.made_by_id == user.pk
        and newest.based_on == draft.based_on
        and all(getattr(newest, name) == value for name, value in members(draft).items())
        and to_shapely(newest.boundary).equals_exact(boundary)
    )


def target_of(user: Any, draft: Draft) -> TargetArea:
    """The target area to save into, locked: by its code, by its draft key, or a new one."""
    if draft.code:
        return opened(user, draft, draft.code)
    if draft.key:
        wait_for(Lock.DRAFTS, draft.key.int & 0x7FFF_FFFF)
        begun = TargetArea.objects.filter(author=user, draft_key=draft.key).first()
        if begun:
            return opened(user, draft, begun.code)
    return new_target_area(user, draft)


def own_ground(draft: Draft) -> dict[str, Any] | None:
    """The union of the ticked neighbourhoods, or the outline of the painted blocks, as GeoJSON;
    None if nothing is ticked or painted."""
    if draft.ticked:
        return as_geojson(union_of(draft.ticked))
    return as_geojson(outline_of(painted_blocks(draft.blocks))) if draft.blocks else None


def with_true_ticks(draft: Draft, boundary: MultiPolygon) -> Draft:
    """The draft without its ticked neighbourhoods if the boundary is not their union.

    Figures of neighbourhoods are never frozen beside another shape.
    """
    if not draft.ticked or is_union(boundary, draft.ticked):
        return draft
    is_ticked = draft.origin == Revision.Origin.TICKED
    origin = Revision.Origin.DRAWN if is_ticked else draft.origin
    return replace(draft, ticked=(), origin=origin)


def with_true_origin(draft: Draft, way: Way, boundary: MultiPolygon) -> Draft:
    """The draft as drawn if it was painted, and its boundary is not the outline of its blocks.

    The blocks are kept as information. Raises BoundaryProblem where there is no time to tell.
    """
    if draft.origin != Revision.Origin.PAINTED or way.painted:
        return draft
    # By share of area or by neighbourhoods, the way of counting does not tell.
    if not way.is_mixed and is_outline(boundary, draft.blocks):
        return draft
    return replace(draft, origin=Revision.Origin.DRAWN)


def with_true_suggestion(draft: Draft, target: TargetArea) -> Draft:
    """The draft without its suggestion, unless that is signed or an earlier revision has it.

    What a revision has was verified when it was stored. A draft that a device has kept since before
    suggestions were signed is saved without one, and not refused.
    """
    if not draft.suggestion or draft.suggestion_is_signed:
        return draft
    is_known = target.revisions.filter(suggestion=draft.suggestion).exists()
    return draft if is_known else replace(draft, suggestion={})


def measure_public(way: Way, boundary: MultiPolygon, *, leave_out: str) -> AreaStatistics:
    """The statistics to freeze for people out of scope."""
    if way.ticked:
        return measure_ticked(way.ticked, scope=PUBLIC, user=None, leave_out=leave_out)
    return public_statistics(boundary, way=way, leave_out=leave_out)


def new_target_area(user: Any, draft: Draft) -> TargetArea:
    """A new target area with the next free code of the county; it has no revision yet."""
    province = draft.county[:2]
    if not may(user, Capability.DRAW, province_code=province, county_code=draft.county):
        raise NotAllowed(
            _("این شهرستان در حوزهٔ شما نیست. شهرستانی در حوزهٔ خود انتخاب کنید."),
        )
    if not current_areas(Level.COUNTY).filter(code=draft.county).exists():
        raise BadEntry(
            "county",
            _("شهرستانی با این کد نیست. شهرستان را از فهرست انتخاب کنید."),
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
    """The next code of a county. Other callers wait for this transaction."""
    wait_for(Lock.CODES, int(county))
    given = TargetArea.objects.filter(code__startswith=f"T{county}-").values_list("code", flat=True)
    number = max((int(code.partition("-")[2]) for code in given), default=0) + 1
    if number > LAST_NUMBER:
        raise BadEntry(
            "county",
            _("کد آزادی برای این شهرستان نمانده است. به مدیر سامانه بگویید."),
        )
    return f"T{county}-{number:03d}"


def opened(user: Any, draft: Draft, code: str) -> TargetArea:
    """The target area of this code, locked. Raises what save() says of it."""
    target = locked(code, user)
    if target.author_id != user.pk:
        raise NotAllowed(
            _("تنها نویسندهٔ این محدوده می‌تواند آن را ویرایش کند. نظر خود را در صفحهٔ آن بنویسید."),
        )
    if not may_edit(user, target):
        raise ClosedForEditing(
            _(
                "وضعیت این محدوده «{state}» است. تنها پیش‌نویس یا محدودهٔ بازگردانده ویرایش می‌شود."
                " آن را پس بگیرید و پیش‌نویس کنید، یا محدوده‌ای تازه بسازید.",
                state=State(target.state).label,
            )
        )
    if draft.county and draft.county != target.county_code:
        raise BadEntry(
            "county",
            _("شهرستان یک محدوده تغییر نمی‌کند. برای شهرستان دیگر محدوده‌ای تازه بسازید."),
        )
    return target


def stale(newest: Revision, user: Any) -> Conflict:
    """The conflict for a user who began from an older revision; it carries the newest one, and
    whether the same user saved that in another window."""
    who = newest.made_by.get_full_name() or newest.made_by.username
    number = newest.number
    return Conflict(
        _(
            "«{who}» در این میان بازنگری {number} را ثبت کرده است. هر دو بازنگری را ببینید و یکی"
            " را انتخاب کنید.",
            who=who,
            number=Digits(number),
        ),
        number=number,
        theirs={
            "code": newest.target_area.code,
            "geometry": as_geojson(to_shapely(newest.boundary)),
            "name_fa": newest.name_fa,
            "name_en": newest.name_en,
            "purpose": newest.purpose,
            "notes": newest.notes,
            "packages": newest.packages,
            "origin": newest.origin,
            "ticked": newest.ticked,
            "blocks": newest.blocks,
            "suggestion": newest.suggestion,
            "areal": newest.areal,
            "replaces": newest.replaces,
            "made_by": who,
            "is_own": newest.made_by_id == user.pk,
            "made_at": newest.made_at.isoformat(),
        },
    )


def check_codes(draft: Draft, province: str) -> None:
    """Raise BadEntry for unknown packages or neighbourhoods, BadParameter for unknown blocks."""
    known = set(ServicePackage.objects.values_list("code", flat=True))
    if unknown := sorted(set(draft.packages) - known):
        raise BadEntry(
            "packages",
            _("این بسته‌ها شناخته نیستند: {codes}. بسته‌ها را از فهرست انتخاب کنید.", codes=unknown),
        )
    for parameter, codes in (("replaces", draft.replaces), ("ticked", draft.ticked)):
        here = current_areas(Level.NEIGHBOURHOOD).filter(province_code=province, code__in=codes)
        if unknown := sorted(set(codes) - set(here.values_list("code", flat=True))):
            if parameter == "replaces":
                check_still_there(unknown, province)
            raise BadEntry(
                parameter,
                _(
                    "این استان محله‌ای با این کدها ندارد: {codes}. کدها را بررسی کنید.",
                    codes=[Digits(code) for code in unknown],
                ),
            )
    if draft.blocks:
        painted_blocks(draft.blocks)


def check_still_there(codes: list[str], province: str) -> None:
    """Raise NoLongerThere if these codes were all neighbourhoods of earlier editions."""
    former = Area.objects.filter(
        level=Level.NEIGHBOURHOOD, province_code=province, code__in=codes
    ).order_by("edition_id")
    names = {area.code: Names(area.name_fa, area.name_en or area.name_fa) for area in former}
    if names.keys() != set(codes):
        return
    raise NoLongerThere(
        codes,
        _(
            "این محله‌ها دیگر در مرزهای امروز نیستند و جایشان گرفته شده است: {names}. آن‌ها را از"
            " «به‌جای» بردارید.",
            names=[names[code] for code in codes],
        ),
    )


def check_province(boundary: MultiPolygon, province: str) -> None:
    """Raise BoundaryProblem when most of a boundary lies outside the province of its county.

    Sources draw boundaries differently, so a smaller part outside is accepted.
    """
    found: Area | None = current_areas(Level.PROVINCE).filter(code=province).first()
    if found is None or found.boundary is None:
        return
    ground = to_shapely(found.boundary)
    inside = sum(part.area for part in shaped("overlaps", boundary, ground))
    if inside < LEAST_SHARE_IN_PROVINCE * boundary.area:
        raise BoundaryProblem(
            _(
                "بیشتر این محدوده بیرون از استان {province} است. شهرستان دیگری انتخاب کنید یا مرز"
                " را جابه‌جا کنید.",
                province=Names(found.name_fa, found.name_en),
            ),
            code="outside_province",
        )


@transaction.atomic
def restore(user: Any, code: str, number: int, *, based_on: int) -> Revision:
    """Save an old revision again as the newest. Nothing is overwritten."""
    target = target_area(code, user)
    old = target.revisions.filter(number=number).first()
    if old is None:
        raise no_such_revision(number)
    draft = Draft(
        code=code,
        based_on=based_on,
        geometry=as_geojson(to_shapely(old.boundary)),
        county=target.county_code,
        name_fa=old.name_fa,
        name_en=old.name_en,
        purpose=old.purpose,
        notes=old.notes,
        packages=tuple(old.packages),
        replaces=in_force(old.replaces),
        origin=Revision.Origin.RESTORED,
        areal=old.areal,
        blocks=blocks_of_today(old.blocks),
        suggestion=old.suggestion,
    )
    ticked = in_force(old.ticked)
    return save(user, replace(draft, ticked=ticked if len(ticked) == len(old.ticked) else ()))


def in_force(codes: list[str]) -> tuple[str, ...]:
    """The codes that are in force today, in the same order."""
    known = current_areas(Level.NEIGHBOURHOOD).filter(code__in=codes)
    present = set(known.values_list("code", flat=True))
    return tuple(code for code in codes if code in present)


def blocks_of_today(codes: list[str]) -> tuple[str, ...]:
    """The codes of painted blocks; none where one of them is no longer in the data."""
    known = Block.objects.filter(code__in=codes).count()
    return tuple(codes) if known == len(codes) else ()


def no_such_revision(number: int) -> NotFound:
    return NotFound(
        _(
            "بازنگری {number} وجود ندارد. شمارهٔ بازنگری را از صفحهٔ محدوده بردارید.",
            number=Digits(number),
        ),
    )
