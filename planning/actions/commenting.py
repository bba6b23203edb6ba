"""This file stores comments on target areas."""

from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from layers.messages import message as _
from layers.problems import NotAllowed, NotFound
from planning.actions.locking import locked
from planning.models import Comment, TargetArea
from planning.problems import BadEntry
from planning.queries import in_scope_of, revisions, target_area

LONGEST_TEXT = 2_000


@transaction.atomic
def comment(
    user: Any, code: str, *, text: str, point: tuple[float, float] | None = None
) -> Comment:
    """Add a comment on a target area, at a point (longitude, latitude) or in general."""
    target = locked(code, user)
    check_speaks(user, target)
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_TEXT:
        raise BadEntry(
            "text",
            _("نظر خود را بنویسید، تا {most} نویسه.", most=LONGEST_TEXT),
        )
    return Comment.objects.create(
        target_area=target,
        revision=revisions(user, target)[0],
        text=text,
        point=Point(*point, srid=4326) if point else None,
        made_by=user,
    )


def check_speaks(user: Any, target: TargetArea) -> None:
    """Raise NotAllowed if the target area is visible to the user but outside the user's scope."""
    if not in_scope_of(user, target):
        raise NotAllowed(
            _("گفت‌وگو و پیوست برای کسانی است که این محدوده در حوزهٔ آنان است."),
        )


@transaction.atomic
def resolve(user: Any, code: str, pk: int) -> Comment:
    """Mark a comment as resolved; its author and the author of the target area may do so."""
    target = target_area(code, user)
    found = target.comments.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound(_("این نظر وجود ندارد. صفحه را تازه کنید."))
    if user.pk not in (found.made_by_id, target.author_id):
        raise NotAllowed(
            _("تنها نویسندهٔ نظر یا نویسندهٔ محدوده می‌تواند آن را پایان‌یافته کند."),
        )
    if found.resolved_at is None:
        found.resolved_at = timezone.now()
        found.save(update_fields=["resolved_at"])
    return found
