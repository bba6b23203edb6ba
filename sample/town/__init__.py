"""This package generates sample data from a seed: pure numpy and shapely, no database."""
