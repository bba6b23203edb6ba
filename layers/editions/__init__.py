"""This package writes editions of boundaries: codes, areas and lineage."""
