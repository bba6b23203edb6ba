"""This file opens the Persian helpers: digits, dates, names and coordinates, pure Python."""
