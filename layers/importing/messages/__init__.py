"""This package holds the messages of every import finding."""
