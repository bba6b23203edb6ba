"""This package makes a new edition of neighbourhoods out of approved target areas."""

from planning.publishing.publish import publish

__all__ = ["publish"]
