"""This file holds fixtures shared by the tests of OGC API."""

import pytest

from layers.ogc import extents, items


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Counts and extents are kept by the state of a layer, which a test may take back."""
    items._totals.clear()
    extents._extents.clear()
