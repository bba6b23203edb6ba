"""This file holds findings about a drawn shape: what is wrong, where, and which repair helps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from layers.messages import Names, Worded
from layers.messages import message as _
from planning.problems import BoundaryProblem


class Severity(StrEnum):
    """An error blocks submitting; a warning needs a look; a note names an assumption.

    A shape that cannot be saved at all is refused: planning.shapes.geojson, planning.actions.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


# Operation → what its button says.
REPAIR_LABELS = {
    "clip": _("بریدن هم‌پوشانی"),
    "fill": _("پر کردن شکاف"),
    "repair": _("درست کردن مرز"),
    "simplify": _("ساده کردن مرز"),
}
# Which operation mends what planning.shapes.geojson refuses.
REPAIR_OF = {
    "self_crossing": "repair",
    "misplaced_ring": "repair",
    "too_many_vertices": "simplify",
}


@dataclass(frozen=True)
class Finding:
    """One thing found. geometry: GeoJSON to show on the map, EPSG:4326, or None.

    repair: the operation of planning.shapes.operations that repairs it, or "". other_code, other:
    the other area that it concerns. area_m2: geodesic, of the geometry, or None.
    """

    code: str
    severity: Severity
    message: Worded
    geometry: dict[str, Any] | None = None
    repair: str = ""
    other_code: str = ""
    other: Names | None = None
    area_m2: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON for the drawing page."""
        label = REPAIR_LABELS.get(self.repair)
        return {
            "code": self.code,
            "severity": self.severity,
            "message_fa": self.message.in_language("fa"),
            "message_en": self.message.in_language("en"),
            "geometry": self.geometry,
            "repair": self.repair or None,
            "repair_label_fa": label.fa if label else None,
            "repair_label_en": label.en if label else None,
            "with": self.other_code or None,
            "with_name_fa": self.other.fa if self.other else None,
            "with_name_en": self.other.en if self.other else None,
            "area_m2": self.area_m2,
        }


def finding_of(problem: BoundaryProblem) -> Finding:
    """A boundary problem as a finding, with its place and its repair."""
    point = {"type": "Point", "coordinates": list(problem.point)} if problem.point else None
    return Finding(
        code=problem.code,
        severity=Severity.ERROR,
        message=problem.detail,
        geometry=point,
        repair=REPAIR_OF.get(problem.code, ""),
    )
