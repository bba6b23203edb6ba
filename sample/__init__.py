"""This package invents the sample data and removes it; no other app imports it."""
