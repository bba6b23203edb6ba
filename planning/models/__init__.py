"""This package holds the models of planning, one file a noun."""

from planning.models.replaced import Replaced
from planning.models.reviews import Comment, Decision, Step
from planning.models.target_areas import Attachment, Revision, State, TargetArea

__all__ = [
    "Attachment",
    "Comment",
    "Decision",
    "Replaced",
    "Revision",
    "State",
    "Step",
    "TargetArea",
]
