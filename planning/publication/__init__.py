"""This package makes a new edition of neighbourhoods out of approved target areas."""

from planning.publication.checking import obstacle
from planning.publication.preview import Change, changes
from planning.publication.publish import lock, publish

__all__ = ["Change", "changes", "lock", "obstacle", "publish"]
