"""This file exports the Persian helpers for digits, dates, names and coordinates: pure Python."""
