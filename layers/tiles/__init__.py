"""This package cuts vector tiles and describes them as TileJSON."""
