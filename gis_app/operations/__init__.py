"""This package shows how the installation is doing, to its administrator and to monitors."""
