"""This file opens a target area for writing and locks its row."""

from typing import Any

from planning.models import TargetArea
from planning.queries import target_area


def locked(code: str, user: Any) -> TargetArea:
    """The target area of this code with its row locked. Raises NotFound if it is not visible."""
    found = target_area(code, user)
    return (
        TargetArea.objects.select_for_update(of=("self",)).select_related("author").get(pk=found.pk)
    )
