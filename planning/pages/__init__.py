"""This package builds planning's pages: one frozen dataclass a template."""
