"""This file says which file names are taken, and by which reader of the confined process."""

from pathlib import PurePath

from layers.sandbox.errors import JobError

# Suffix → reader (reading.READERS).
FORMATS = {".geojson": "geojson", ".json": "geojson", ".zip": "shapefile"}


def format_of(file_name: str) -> str:
    """The reader for a file name; raises JobError. What the bytes are, the reader finds."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in FORMATS:
        raise JobError("unknown_format", suffix=suffix or "—", known=sorted(FORMATS))
    return FORMATS[suffix]
