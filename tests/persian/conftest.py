"""This file sets the limits of the property tests' search."""

from hypothesis import settings

# A busy machine must not fail a test that is only slow, and a run must not depend on the last.
settings.register_profile("steady", deadline=None, database=None)
settings.load_profile("steady")
