"""This file says what counts as a new name between one edition and the next."""

from persian.names import fold_place_name


def is_renamed(before_fa: str, after_fa: str) -> bool:
    """Whether an area has another Persian name; spelling, «محلهٔ» and the like do not count.

    English names are transliterations that differ from source to source.
    """
    return fold_place_name(before_fa) != fold_place_name(after_fa)
