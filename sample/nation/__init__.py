"""This package generates a whole country for load tests, as arrays of a million blocks."""
