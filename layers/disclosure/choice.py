"""This file computes a chance for each count, by which rule.suppression_order ranks them.

A chance is a hash of the count's name with the site's secret, so it is the same at every
publication: a set of suppressed counts that changed by itself would reveal its members.
"""

import hashlib
import secrets
from collections.abc import Sequence

import numpy as np

from layers.models import ChoiceSecret

SECRET_BYTES = 32
# The digest has always this size, which is part of what it is made of: a further kind of count
# leaves the chances of the others as they are. There is room for sixteen.
DIGEST_BYTES, CHANCE_BYTES = 64, 4


def site_secret() -> bytes:
    """The secret of this site; made at the first use."""
    row, _ = ChoiceSecret.objects.get_or_create(
        pk=1, defaults={"secret": secrets.token_bytes(SECRET_BYTES)}
    )
    return bytes(row.secret)


def chances(names: Sequence[str], kinds: int) -> np.ndarray:
    """A chance above 0 and up to 1 for each kind of count of each name; shape (names, kinds)."""
    secret = site_secret()
    drawn = b"".join(
        hashlib.blake2b(name.encode(), key=secret, digest_size=DIGEST_BYTES).digest()
        for name in names
    )
    numbers = np.frombuffer(drawn, dtype="<u4").reshape(len(names), DIGEST_BYTES // CHANCE_BYTES)
    return (numbers[:, :kinds] + 1.0) / 2.0**32
