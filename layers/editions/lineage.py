"""This file decides whether an area was renamed between one edition and the next."""

from persian.names import fold_place_name


def is_renamed(before_fa: str, after_fa: str) -> bool:
    """Whether the Persian name differs; spelling variants and «محلهٔ» and the like are ignored.

    English names are ignored: they are transliterations that differ between sources.
    """
    return fold_place_name(before_fa) != fold_place_name(after_fa)
