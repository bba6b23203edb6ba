"""This file maps accepted file names to their reader in the confined process."""

from pathlib import PurePath

from layers.sandbox.errors import JobError

# Suffix → reader (read_job.READERS).
FORMATS = {".geojson": "geojson", ".json": "geojson", ".zip": "shapefile"}


def format_of(file_name: str) -> str:
    """The reader for a file name; raises JobError. The reader itself checks the content."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in FORMATS:
        raise JobError("unknown_format", suffix=suffix or "—", known=sorted(FORMATS))
    return FORMATS[suffix]
