"""This file keeps what people say about target areas."""

from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from layers.problems import NotAllowed, NotFound
from planning.models import Comment, TargetArea
from planning.problems import BadEntry
from planning.queries import in_scope_of, revisions, target_area

LONGEST_TEXT = 2_000


def comment(
    user: Any, code: str, *, text: str, point: tuple[float, float] | None = None
) -> Comment:
    """Say something about a target area, at a point (longitude, latitude) or in general."""
    target = target_area(code, user)
    check_speaks(user, target)
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_TEXT:
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
