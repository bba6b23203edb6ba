"""This file signs suggestions, so that saving knows which were made here."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from planning.suggestions.parameters import DIGEST_DIGITS, Suggestion, read_suggestion

SALT = "planning.suggestions"


def digest_of(codes: Iterable[str]) -> str:
    """The digest of block codes, in whatever order they come."""
    return sha256("\n".join(sorted(codes)).encode()).hexdigest()[:DIGEST_DIGITS]


def signed(suggestion: Suggestion) -> dict[str, Any]:
    """The stored form with a signature, as the browser gets it and sends it back."""
    return suggestion.as_json() | {"signature": signature_of(suggestion)}


def read_signed(posted: Any) -> tuple[Suggestion, bool]:
    """A posted suggestion, and whether its signature is ours. Raises BadParameter."""
    signature = posted.get("signature") if isinstance(posted, dict) else None
    if isinstance(posted, dict):
        posted = {name: value for name, value in posted.items() if name != "signature"}
    found = read_suggestion(posted)
    is_ours = isinstance(signature, str) and constant_time_compare(signature, signature_of(found))
    return found, is_ours


def signature_of(suggestion: Suggestion) -> str:
    return Signer(salt=SALT).signature(json.dumps(suggestion.as_json(), sort_keys=True))
