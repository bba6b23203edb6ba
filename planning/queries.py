"""This file answers questions about target areas, each for one person: what may he see."""

from typing import Any

from django.db.models import Case, Max, OuterRef, Q, QuerySet, Subquery, When

from accounts.access import PUBLIC, Scope, capabilities_of, may, scope_of
from accounts.models import User
from layers.messages import message as _
from layers.problems import NotFound
from layers.queries import in_scope
from planning.models import Decision, Revision, State, TargetArea
from planning.rules import EDITABLE, FORWARD, Rule

# Handed in at least once, and not published: proposals.
PROPOSED = (State.SUBMITTED, State.COUNTY, State.PROVINCE, State.NATIONAL)


def visible_in(scope: Scope) -> Q:
    """A condition on target areas: those that are seen from a scope, whoever has drawn them.

    Everywhere what is published; in scope, proposals and what was returned or withdrawn after
    it had been handed in.
    """
    handed_in = Q(state__in=PROPOSED) | (
        Q(state__in=(State.RETURNED, State.WITHDRAWN))
        & Q(pk__in=Decision.objects.filter(step="submit").values("target_area"))
    )
    return Q(state=State.PUBLISHED) | (in_scope(scope) & handed_in)


def visible_to(user: Any) -> Q:
    """A condition on target areas: those that a person may see, all of his own among them."""
    if not isinstance(user, User) or not user.is_active:
        return visible_in(PUBLIC)
    return visible_in(scope_of(user)) | Q(author=user)


def target_areas(user: Any) -> QuerySet[TargetArea]:
    """What a person may see, by code."""
    return TargetArea.objects.filter(visible_to(user)).order_by("code")


def target_area(code: str, user: Any) -> TargetArea:
    """The target area of this code. Raises NotFound, also for one that he may not see."""
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
    """The revision that stands now; every target area has one."""
    return target.revisions.order_by("-number")[0]


def with_newest(areas: QuerySet[TargetArea], user: Any = None) -> QuerySet[Revision]:
    """Of each of some target areas the newest revision that a person sees, by code.

    That is the last that was handed in; for its author the last that was saved.
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
    """Whether a person sees a target area in full: its author, or who answers for its place."""
    if getattr(user, "pk", None) == target.author_id:
        return True
    return scope_of(user).covers(province_code=target.province_code, county_code=target.county_code)


def revisions(user: Any, target: TargetArea) -> QuerySet[Revision]:
    """The revisions of a target area that a person may see, newest first.

    Its author sees all; who is in scope, those up to the last that was handed in; everybody
    else, the last that was handed in.
    """
    every = target.revisions.select_related("made_by").order_by("-number")
    if getattr(user, "pk", None) == target.author_id:
        return every
    last = target.decisions.filter(step="submit").aggregate(last=Max("revision__number"))["last"]
    seen = every.filter(number__lte=last or 0)
    return seen if in_scope_of(user, target) else seen.filter(number=last or 0)


def waiting_for(user: Any) -> QuerySet[TargetArea]:
    """What waits for a person: what he may take forward, and what was returned to him.

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
    """Whether a person may take a step on a target area, its state aside."""
    is_author = getattr(user, "pk", None) == target.author_id
    if (rule.author == "only" and not is_author) or (rule.author == "never" and is_author):
        return False
    return may(
        user,
        rule.capability,
        province_code=target.province_code,
        county_code=target.county_code,
    )


def may_edit(user: Any, target: TargetArea) -> bool:
    """Whether a person may save another revision now: its author, while it is a draft."""
    return State(target.state) in EDITABLE and getattr(user, "pk", None) == target.author_id
