"""This package turns fixtures and generated rows into tables."""
