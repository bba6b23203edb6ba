"""This file holds findings about a drawn shape: what is amiss, where, and which repair helps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planning.problems import BoundaryProblem


class Severity(StrEnum):
    """An error keeps the drawing page from handing a shape in; a warning wants a look; a note was
    assumed. What cannot be saved at all is refused: planning.shapes.geojson, planning.actions."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


# Operation → what its button says.
REPAIR_LABELS = {
    "clip": ("بریدن همپوشانی", "Cut the overlap away"),
    "fill": ("پر کردن شکاف", "Fill the gap"),
    "repair": ("درست کردن مرز", "Repair the boundary"),
    "simplify": ("ساده کردن مرز", "Simplify the boundary"),
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

    repair: an operation of planning.shapes.operations that mends it, or "". other_code, other_fa,
    other_en: the area that it is found with. area_m2: geodesic, of the geometry, or None.
    """

    code: str
    severity: Severity
    message_fa: str
    message_en: str
    geometry: dict[str, Any] | None = None
    repair: str = ""
    other_code: str = ""
    other_fa: str = ""
    other_en: str = ""
    area_m2: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as the drawing page takes it."""
        label_fa, label_en = REPAIR_LABELS.get(self.repair, (None, None))
        return {
            "code": self.code,
            "severity": self.severity,
            "message_fa": self.message_fa,
            "message_en": self.message_en,
            "geometry": self.geometry,
            "repair": self.repair or None,
            "repair_label_fa": label_fa,
            "repair_label_en": label_en,
            "with": self.other_code or None,
            "with_name_fa": self.other_fa or None,
            "with_name_en": self.other_en or None,
            "area_m2": self.area_m2,
        }


def finding_of(problem: BoundaryProblem) -> Finding:
    """What keeps a boundary from being used, as a finding with its place and its repair."""
    point = {"type": "Point", "coordinates": list(problem.point)} if problem.point else None
    return Finding(
        code=problem.code,
        severity=Severity.ERROR,
        message_fa=problem.detail_fa,
        message_en=problem.detail_en,
        geometry=point,
        repair=REPAIR_OF.get(problem.code, ""),
    )
