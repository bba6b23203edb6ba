"""This package invents a whole country for load tests, in vectors of a million blocks."""
