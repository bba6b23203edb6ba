"""This file defines the readers' output: features with geometry as found, not yet checked."""

from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

# A finding code with its values.
Problem = tuple[str, dict[str, Any]]


@dataclass
class RawFeature:
    """One feature. geometry is None if it is missing or cannot be built."""

    row: int
    geometry: BaseGeometry | None
    properties: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class RawFile:
    """All features of a file in their order.

    crs: as stated in the file, in a form pyproj understands; None if not stated.
    """

    features: list[RawFeature]
    crs: str | None
    problems: list[Problem] = field(default_factory=list)
