"""This package decides which small counts are suppressed, and computes their substitutes."""
