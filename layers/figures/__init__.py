"""This package reads published figures: of all areas of a map, and of one area."""
