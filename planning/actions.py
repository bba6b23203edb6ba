"""This file writes what happens to target areas: savings, steps, comments, attachments."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import shapely
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone, translation
from shapely.geometry import MultiPolygon

from accounts.access import Capability, may, scope_of
from accounts.models import User
from layers.importing.known import to_django
from layers.models import Area, Level, ServicePackage
from layers.problems import NotAllowed, NotFound
from layers.queries import current_areas
from persian.digits import to_persian
from planning import publishing, statistics
from planning.boundaries import as_geojson, read_boundary
from planning.models import Comment, Decision, Revision, State, Step, TargetArea
from planning.problems import (
    BadEntry,
    BoundaryProblem,
    ClosedForEditing,
    Conflict,
    ReasonMissing,
    WrongStep,
)
from planning.queries import (
    in_scope_of,
    may_edit,
    may_take,
    newest_revision,
    revisions,
    target_area,
)
from planning.rules import DAYS_TO_DECIDE, Rule, rule_for

CODES_LOCK = 0x7461_7267  # "targ"
LAST_NUMBER = 99_999
# An area belongs to the province of its county where at least this much of it lies.
LEAST_SHARE_IN_PROVINCE = 0.5
LONGEST_REASON = 2_000


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
    boundary = read_boundary(draft.geometry)
    check_province(boundary, target.province_code)
    measured = measure(user, draft, boundary)
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


def measure(user: Any, draft: Draft, boundary: MultiPolygon) -> statistics.AreaStatistics:
    """The statistics to freeze: of ticked neighbourhoods their own figures, else estimates."""
    if draft.origin == Revision.Origin.TICKED and draft.ticked:
        return statistics.measure_ticked(draft.ticked, scope=scope_of(user))
    return statistics.measure(boundary, scope=scope_of(user), user=user, with_range=True)


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


def locked(code: str, user: Any) -> TargetArea:
    """The target area of this code, if a person may see it, locked against other writers."""
    found = target_area(code, user)
    return (
        TargetArea.objects.select_for_update(of=("self",)).select_related("author").get(pk=found.pk)
    )


def in_language(text: Any, language: str) -> str:
    with translation.override(language):
        return str(text)


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


@transaction.atomic
def take_step(user: Any, code: str, step: Step, *, number: int, reason: str = "") -> Decision:
    """Take one step on a target area, on the revision that was looked at.

    Raises WrongStep, NotAllowed, Conflict for a revision that is no longer the newest,
    ReasonMissing; for a publication also CannotPublish. Then nothing is written.
    """
    target = locked(code, user)
    rule = allowed(user, target, step)
    newest = newest_revision(target)
    if number != newest.number:
        raise stale_decision(newest.number, number)
    reason = checked_reason(rule, reason)
    if step == Step.PUBLISH:
        return publishing.publish([target], by=user, reason=reason)[0]
    return decide(target, rule, newest, by=user, reason=reason)


@transaction.atomic
def publish_together(user: Any, numbers: dict[str, int], *, reason: str = "") -> list[Decision]:
    """Publish several approved target areas of one province as one edition.

    numbers: the revision that was looked at, by code. Raises what take_step() raises, for the
    first that cannot be published; then none is.
    """
    if not numbers:
        raise BadEntry("code", "دست‌کم یک محدوده برگزینید.", "Choose at least one area.")
    targets = []
    for code, number in sorted(numbers.items()):
        target = locked(code, user)
        rule = allowed(user, target, Step.PUBLISH)
        newest = newest_revision(target)
        if number != newest.number:
            raise stale_decision(newest.number, number)
        targets.append(target)
    return publishing.publish(targets, by=user, reason=checked_reason(rule, reason))


def allowed(user: Any, target: TargetArea, step: Step) -> Rule:
    """The rule of a step that a person may take now. Raises WrongStep or NotAllowed."""
    rule = rule_for(step, State(target.state))
    if rule is None:
        label = State(target.state).label
        raise WrongStep(
            f"این محدوده اکنون «{in_language(label, 'fa')}» است و این گام از آن برنمی‌آید. صفحه را"
            " تازه کنید.",
            f"The area is now '{in_language(label, 'en')}', and this step does not lead on from"
            " there. Reload the page.",
        )
    if may_take(user, rule, target):
        return rule
    if rule.author == "never" and target.author_id == user.pk:
        raise NotAllowed(
            "دربارهٔ محدوده‌ای که خود کشیده‌اید تصمیم نمی‌گیرید. همکار دیگری باید آن را ببیند.",
            "You do not decide on an area that you have drawn yourself. A colleague has to.",
        )
    raise NotAllowed(
        "این گام با نقش یا حوزهٔ شما نیست. صفحهٔ محدوده می‌گوید چه کسی آن را برمی‌دارد.",
        "This step is not for your role or scope. The page of the area says who takes it.",
    )


def stale_decision(newest: int, number: int) -> Conflict:
    return Conflict(
        f"شما بازنگری {to_persian(str(number))} را دیده‌اید، ولی بازنگری"
        f" {to_persian(str(newest))} ثبت شده است. آن را ببینید و دوباره تصمیم بگیرید.",
        f"You looked at revision {number}, but there is now revision {newest}. Look at it and"
        " decide again.",
        number=newest,
    )


def checked_reason(rule: Rule, reason: str) -> str:
    reason = reason.replace("\x00", "").strip()
    if rule.needs_reason and not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise BadEntry(
            "reason",
            "دلیل کوتاه‌تر از ۲۰۰۰ نویسه باشد. متن بلند را پیوست کنید.",
            "Give a reason of at most 2000 characters. Attach a longer text.",
        )
    return reason


def decide(
    target: TargetArea, rule: Rule, revision: Revision, *, by: User, reason: str
) -> Decision:
    """Record a step and move on to the state that it leads to, with its day to be decided by."""
    decision = Decision.objects.create(
        target_area=target,
        revision=revision,
        step=rule.step,
        before=target.state,
        after=rule.end,
        reason=reason,
        due_on=target.due_on,
        made_by=by,
    )
    days = DAYS_TO_DECIDE.get(rule.end)
    target.state = rule.end
    target.due_on = timezone.localdate() + timedelta(days=days) if days else None
    target.save(update_fields=["state", "due_on"])
    return decision


def comment(
    user: Any, code: str, *, text: str, point: tuple[float, float] | None = None
) -> Comment:
    """Say something about a target area, at a point (longitude, latitude) or in general."""
    target = target_area(code, user)
    check_speaks(user, target)
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_REASON:
        raise BadEntry(
            "text",
            "سخن خود را بنویسید، تا ۲۰۰۰ نویسه.",
            "Write what you want to say, in at most 2000 characters.",
        )
    return Comment.objects.create(
        target_area=target,
        revision=revisions(user, target)[0],
        text=text,
        point=Point(*point, srid=4326) if point else None,
        made_by=user,
    )


def check_speaks(user: Any, target: TargetArea) -> None:
    """Raise NotAllowed for somebody who sees a target area but is no party to its decision."""
    if not in_scope_of(user, target):
        raise NotAllowed(
            "گفت‌وگو و پیوست برای کسانی است که این محدوده در حوزهٔ آنان است.",
            "Comments and attachments are for people who have this area in their scope.",
        )


@transaction.atomic
def resolve(user: Any, code: str, pk: int) -> Comment:
    """Mark a comment as settled: by whoever wrote it, or the author of the target area."""
    target = target_area(code, user)
    found = target.comments.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound("این سخن نیست.", "There is no such comment.")
    if user.pk not in (found.made_by_id, target.author_id):
        raise NotAllowed(
            "نویسندهٔ سخن یا نویسندهٔ محدوده آن را پایان می‌دهد.",
            "The person who wrote it, or the author of the area, settles a comment.",
        )
    if found.resolved_at is None:
        found.resolved_at = timezone.now()
        found.save(update_fields=["resolved_at"])
    return found
