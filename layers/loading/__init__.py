"""This package loads fixtures and generated rows into tables."""
