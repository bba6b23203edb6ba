"""This package makes a new edition of neighbourhoods out of approved target areas."""

from planning.publication.checking import Outlook, obstacle, outlook
from planning.publication.preview import Change, changes
from planning.publication.publish import lock, publish

__all__ = ["Change", "Outlook", "changes", "lock", "obstacle", "outlook", "publish"]
