"""This file holds the dataclass of the drawing page."""

from dataclasses import dataclass

from layers.models import Area, ServicePackage
from planning.models import Revision, TargetArea
from planning.shapes.time_limit import DRAWING_LIMITS
from planning.statistics.disclosure import FEWEST_PERSONS, ROUNDED_TO


@dataclass(frozen=True)
class PackageChoice:
    """A service package of the default list, wanted or not."""

    package: ServicePackage
    is_wanted: bool


@dataclass(frozen=True)
class DrawPage:
    """planning/draw.html: one target area being drawn.

    county: where it is to be registered. counties: what may be chosen instead, by code; only
    that one for an area which is registered. neighbourhoods: those of the county that are in
    force and have a border, by code. target, revision: what is being revised, None for a new
    area. has_sample: something invented lies in the county. rounded_to, fewest_persons: how
    counts are shown to users outside the scope.
    """

    county: Area
    counties: tuple[Area, ...]
    neighbourhoods: tuple[Area, ...]
    packages: tuple[PackageChoice, ...]
    target: TargetArea | None
    revision: Revision | None
    has_sample: bool
    most_file_bytes: int = DRAWING_LIMITS.file_bytes
    rounded_to: int = ROUNDED_TO
    fewest_persons: int = FEWEST_PERSONS
