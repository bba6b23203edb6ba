"""This file sets the resource limits for one file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Caps on one file. Bytes and counts are checked before any geometry is built.

    The largest real ring of a province has 20,361 vertices, the 429 counties together 200,968.
    """

    file_bytes: int = 200_000_000
    features: int = 100_000
    ring_vertices: int = 100_000
    feature_vertices: int = 500_000
    file_vertices: int = 1_000_000
    property_characters: int = 10_000
    properties: int = 500
    archive_members: int = 100
    archive_bytes: int = 400_000_000
    # A .dbf is mostly blanks and compresses 50:1 and more; small members are exempt.
    archive_ratio: int = 200
    archive_ratio_from_bytes: int = 10_000_000
    # Limits of the process that reads or repairs: address space, processor and wall-clock time.
    memory_bytes: int = 3_000_000_000
    output_bytes: int = 1_000_000_000
    read_seconds: int = 120
    repair_seconds: int = 60
    stored_findings: int = 1_000


DEFAULT_LIMITS = Limits()
