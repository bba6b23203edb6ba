"""This package generates the sample data and removes it; no other app imports it."""
