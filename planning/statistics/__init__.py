"""This package measures an area: counts, ranges, indicators, surroundings."""
