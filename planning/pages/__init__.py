"""This package holds what planning's pages show: one frozen dataclass a template."""
