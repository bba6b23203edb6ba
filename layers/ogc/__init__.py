"""This package answers OGC API – Features: the catalogue's layers as collections of features."""
