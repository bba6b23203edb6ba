"""This package suggests areas: connected blocks where need is greatest."""
