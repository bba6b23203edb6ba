"""This file provides the launcher's tests with a checkout that already has a database."""

from collections.abc import Iterator

import pytest

from tests.launcher.checkout import Checkout, checkout


@pytest.fixture(scope="package")
def prepared() -> Iterator[Checkout]:
    """One checkout for many tests, because creating a cluster for each would take the most time.

    Its name has a space, capitals and Persian letters, and makes its socket's path too long.
    """
    with checkout(name="Mahalleh محله " + "x" * 60) as made:
        assert made.run("manage", "migrate").returncode == 0
        yield made
