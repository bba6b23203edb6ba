"""This package compares: two revisions of a target area, two lists of areas."""
