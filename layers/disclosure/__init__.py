"""This package decides which small counts are suppressed, and what stands for them out of scope."""
