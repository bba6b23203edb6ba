"""This package prepares what every outlet shows: figures, shapes, clusters, sums, versions."""
