"""This package holds the Persian and English text of every import finding."""
