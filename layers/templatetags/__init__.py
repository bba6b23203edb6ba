"""This package holds the template filters of every page."""
