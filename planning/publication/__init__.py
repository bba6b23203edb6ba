"""This package makes a new edition of neighbourhoods out of approved target areas."""

from planning.publication.publish import publish

__all__ = ["publish"]
