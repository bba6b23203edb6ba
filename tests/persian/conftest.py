"""This file sets the limits of the property tests' search."""

from hypothesis import settings

# A slow run on a busy machine must not fail, and a run must not depend on the previous one.
settings.register_profile("steady", deadline=None, database=None)
settings.load_profile("steady")
