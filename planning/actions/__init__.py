"""This package writes changes of target areas: revisions, steps, comments, attachments."""

from planning.actions.attaching import attach, attachment, remove
from planning.actions.commenting import comment, resolve
from planning.actions.deciding import publish_together, take_step
from planning.actions.saving import Draft, no_such_revision, restore, save

__all__ = [
    "Draft",
    "attach",
    "attachment",
    "comment",
    "no_such_revision",
    "publish_together",
    "remove",
    "resolve",
    "restore",
    "save",
    "take_step",
]
