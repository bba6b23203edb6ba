"""This package prepares all published data: figures, shapes, clusters, sums, versions."""
