"""This package writes layers as GeoJSON and CSV downloads."""
