"""This package makes a new edition of neighbourhoods out of approved target areas."""

from planning.publication.publish import lock, publish

__all__ = ["lock", "publish"]
