"""This file sets how long and how freely the property tests may search."""

from hypothesis import settings

# A busy machine must not fail a test that is only slow, and a run must not depend on the last.
settings.register_profile("steady", deadline=None, database=None)
settings.load_profile("steady")
