"""This file holds the reads of target areas, each filtered for one user."""

from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, When

from accounts.access import PUBLIC, Scope, capabilities_of, may, scope_of
from accounts.models import User
from layers.messages import message as _
from layers.problems import NotFound
from layers.queries import in_scope
from planning.models import Decision, Revision, State, TargetArea
from planning.rules import DELETION, EDITABLE, FORWARD, Rule

# Handed in at least once, and not published: proposals.
PROPOSED = (State.SUBMITTED, State.COUNTY, State.PROVINCE, State.NATIONAL)


def visible_in(scope: Scope) -> Q:
    """The filter for target areas visible from a scope, whoever drew them.

    Published ones everywhere; in scope also proposals, and those returned or withdrawn after
    they had been submitted.
    """
    handed_in = Q(state__in=PROPOSED) | (
        Q(state__in=(State.RETURNED, State.WITHDRAWN))
        & Q(pk__in=Decision.objects.filter(step="submit").values("target_area"))
    )
    return Q(state=State.PUBLISHED) | (in_scope(scope) & handed_in)


def visible_to(user: Any) -> Q:
    """The filter for target areas visible to a user, including all of the user's own that are not
    deleted."""
    if not isinstance(user, User) or not user.is_active:
        return visible_in(PUBLIC)
    return visible_in(scope_of(user)) | (Q(author=user) & ~Q(state=State.DELETED))


def target_areas(user: Any) -> QuerySet[TargetArea]:
    """The target areas visible to a user, by code."""
    return TargetArea.objects.filter(visible_to(user)).order_by("code")


def target_area(code: str, user: Any) -> TargetArea:
    """The target area of this code. Raises NotFound, also for one that is not visible."""
    found = target_areas(user).filter(code=code).select_related("author").first()
    if found is None:
        raise NotFound(
            _(
                "محدودهٔ هدفی با کد «{code}» نیست، یا در حوزهٔ شما نیست. کد را بررسی کنید.",
                code=code[:20],
            ),
        )
    return found


def newest_revision(target: TargetArea) -> Revision:
    """The newest revision; every target area has one."""
    return target.revisions.order_by("-number")[0]


def with_newest(areas: QuerySet[TargetArea], user: Any = None) -> QuerySet[Revision]:
    """The newest visible revision of each target area, by code.

    That is the last submitted one; for the author the last saved one.
    """
    handed_in = (
        Decision.objects.filter(target_area=OuterRef("target_area"), step="submit")
        .order_by("-revision__number")
        .values("revision__number")[:1]
    )
    newest = (
        Revision.objects.filter(target_area=OuterRef("target_area"))
        .order_by("-number")
        .values("number")[:1]
    )
    seen: Any = Subquery(handed_in)
    if isinstance(user, User):
        seen = Case(When(target_area__author=user, then=Subquery(newest)), default=seen)
    return (
        Revision.objects.filter(target_area__in=areas, number=seen)
        .select_related("target_area", "target_area__author", "made_by")
        .order_by("target_area__code")
    )


def in_scope_of(user: Any, target: TargetArea) -> bool:
    """Whether a user sees a target area in full: the author, or a user with it in scope."""
    if getattr(user, "pk", None) == target.author_id:
        return True
    return scope_of(user).covers(province_code=target.province_code, county_code=target.county_code)


def revisions(user: Any, target: TargetArea) -> QuerySet[Revision]:
    """The revisions of a target area that a user may see, newest first.

    The author sees all; users with it in scope, those up to the last submitted one; everybody
    else only the last submitted one.
    """
    every = target.revisions.select_related("made_by").order_by("-number")
    if getattr(user, "pk", None) == target.author_id:
        return every
    last = target.decisions.filter(step="submit").aggregate(last=Max("revision__number"))["last"]
    seen = every.filter(number__lte=last or 0)
    return seen if in_scope_of(user, target) else seen.filter(number=last or 0)


def visible_revisions(user: Any) -> QuerySet[Revision]:
    """The revisions of all target areas that a user may see: what `revisions` gives of one."""
    handed_in = (
        Decision.objects.filter(target_area=OuterRef("target_area"), step="submit")
        .order_by("-revision__number")
        .values("revision__number")[:1]
    )
    here = TargetArea.objects.filter(in_scope(scope_of(user)))
    may_see = Q(number=F("last")) | Q(target_area__in=here, number__lte=F("last"))
    if isinstance(user, User):
        may_see |= Q(target_area__author=user)
    every = Revision.objects.filter(target_area__in=target_areas(user))
    return every.annotate(last=Subquery(handed_in)).filter(may_see)


def waiting_for(user: Any) -> QuerySet[TargetArea]:
    """The target areas that a user may take forward or that were returned to the user.

    The most urgent first.
    """
    capabilities = capabilities_of(user)
    waiting = Q(pk__in=[])
    for rule in FORWARD:
        if rule.author == "only" or rule.capability not in capabilities:
            continue
        mine = ~Q(author=user) if rule.author == "never" else Q()
        waiting |= Q(state__in=rule.starts) & in_scope(scope_of(user)) & mine
    if capabilities:
        waiting |= Q(state=State.RETURNED, author=user)
    return TargetArea.objects.filter(waiting).order_by("due_on", "code")


def may_take(user: Any, rule: Rule, target: TargetArea) -> bool:
    """Whether a user may take a step on a target area, whatever its state."""
    is_author = getattr(user, "pk", None) == target.author_id
    if (rule.author == "only" and not is_author) or (rule.author == "never" and is_author):
        return False
    return may(
        user,
        rule.capability,
        province_code=target.province_code,
        county_code=target.county_code,
    )


def deletable(user: Any) -> QuerySet[TargetArea]:
    """The drafts that a user may delete: the user's own that were never submitted."""
    submitted = Decision.objects.filter(step="submit").values("target_area")
    drafts = TargetArea.objects.filter(author=user.pk, state=State.DRAFT)
    return drafts.exclude(pk__in=submitted)


def may_delete(user: Any, target: TargetArea) -> bool:
    """Whether a user may delete a target area: only the author of a draft never submitted."""
    return may_take(user, DELETION, target) and deletable(user).filter(pk=target.pk).exists()


def may_edit(user: Any, target: TargetArea) -> bool:
    """Whether a user may save another revision now: only the author of a draft."""
    return State(target.state) in EDITABLE and getattr(user, "pk", None) == target.author_id
