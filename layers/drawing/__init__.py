"""This package draws small still maps and trend lines as SVG, without a script."""
