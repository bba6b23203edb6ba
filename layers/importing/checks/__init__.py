"""This package checks the rows of an imported file: geometry, codes, names, neighbours."""
