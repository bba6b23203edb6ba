"""This package writes layers as files to download: GeoJSON and CSV."""
