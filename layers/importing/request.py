"""This file defines the request of an import and the plan that results from it."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Point

from layers.importing.columns import Row
from layers.importing.findings import Finding
from layers.importing.target_fields import TARGETS, Target
from layers.models import Edition, Lineage, Source
from layers.sandbox.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True)
class ImportRequest:
    """One file to load into one layer.

    file_name: the user's name for it. edition: an open one to add to; None creates a new one. crs:
    "EPSG:32639" and the like, overrides the file. mapping: a file of confirmed codes.
    """

    path: Path
    file_name: str
    layer: str
    source: Source
    in_force_from: date
    edition: Edition | None = None
    mapping: Path | None = None
    commit: bool = False
    partial: bool = False
    new_codes: bool = False
    again: bool = False
    synthetic: bool = False
    swap: bool = False
    crs: str | None = None
    title_fa: str = ""
    title_en: str = ""
    limits: Limits = DEFAULT_LIMITS

    @property
    def target(self) -> Target:
        return TARGETS[self.layer]


@dataclass
class AreaDraft:
    """A row that becomes an area. boundary: valid, rounded, in Iran."""

    row: Row
    boundary: MultiPolygon
    code: str = ""
    name_fa: str = ""
    name_en: str = ""
    parent_code: str = ""
    province_code: str = ""
    county_code: str = ""
    anchor: Point | None = None


@dataclass
class PlaceDraft:
    """A row that becomes a place. location is None if it is only listed."""

    row: Row
    location: Point | None
    values: dict[str, Any] = field(default_factory=dict)


Draft = AreaDraft | PlaceDraft


@dataclass(frozen=True)
class Descent:
    """How a draft came from an area of the previous edition. before: its row, None for a new one.

    after: the code of the draft. of_new, of_old: the shared percentage of either boundary, None if
    the code decided.
    """

    before: int | None
    after: str
    kind: Lineage.Kind
    of_new: int | None = None
    of_old: int | None = None


@dataclass
class Plan:
    """What would be written: the accepted drafts, and all findings.

    before: province → edition and layer version that the lineage was computed from.
    """

    rows_read: int = 0
    file_sha256: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    codes: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lineage: list[Descent] = field(default_factory=list)
    before: dict[str, tuple[int, int]] = field(default_factory=dict)
