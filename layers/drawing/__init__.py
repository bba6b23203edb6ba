"""This package draws small static maps and trend lines as SVG, without JavaScript."""
