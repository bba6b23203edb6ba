"""This file holds what readers hand over: features with geometry as found, not yet judged."""

from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

# A code of wording.py with the values that fill it in.
Problem = tuple[str, dict[str, Any]]


@dataclass
class RawFeature:
    """One feature. geometry is None where there is none, or none that can be built."""

    row: int
    geometry: BaseGeometry | None
    properties: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class RawFile:
    """All features of a file in their order.

    crs: what the file says, as pyproj understands it; None when it says nothing.
    """

    features: list[RawFeature]
    crs: str | None
    problems: list[Problem] = field(default_factory=list)
