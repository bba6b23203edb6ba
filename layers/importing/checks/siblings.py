"""This file finds overlapping areas of one edition: a warning, never an error."""

from typing import Any

import shapely
from django.contrib.gis.geos import Polygon

from layers.geometry import hectares
from layers.geos import to_shapely
from layers.importing.checks.in_sandbox import Overlap, measure_overlaps
from layers.importing.findings import Finding, capped, find
from layers.importing.request import AreaDraft, ImportRequest
from layers.models import Area
from layers.sandbox.run import Workshop

# Share of the smaller of the two. It is a share and not hectares because sources draw one border
# some metres apart: along a county that is a hectare and negligible, in a neighbourhood half a
# block.
OVERLAP_SHARE = 0.01
# From this share of the larger of the two on, the two are the same boundary.
SAME_SHARE = 0.99


def overlapping_siblings(
    drafts: list[AreaDraft], request: ImportRequest, shop: Workshop
) -> list[Finding]:
    """Overlapping pairs of the file, and of the file with its open edition, the worst first."""
    if not drafts:
        return []
    rows = {_row_key(draft): draft for draft in drafts}
    areas = {_area_key(area): area for area in _already_drawn(drafts, request)}
    polygons = [("both", key, draft.boundary) for key, draft in rows.items()]
    polygons += [("right", key, to_shapely(area.boundary)) for key, area in areas.items()]
    overlaps, is_whole = measure_overlaps(polygons, shop, least_share=OVERLAP_SHARE)
    overlaps.sort(key=lambda each: (-each.share_of_smaller, each.key, each.other))
    findings = [] if is_whole else [find("overlaps_not_measured")]
    found = [_finding(overlap, rows, areas, request) for overlap in overlaps]
    return findings + capped([each for each in found if each is not None])


def _row_key(draft: AreaDraft) -> str:
    return f"row {draft.row.number}"


def _area_key(area: Area) -> str:
    return f"area {area.code}"


def _already_drawn(drafts: list[AreaDraft], request: ImportRequest) -> list[Area]:
    """The areas of the open edition near the new ones, except repeated codes, which are errors."""
    if request.edition is None:
        return []
    box = Polygon.from_bbox(shapely.total_bounds([draft.boundary for draft in drafts]).tolist())
    areas = request.edition.area_set.filter(boundary__bboverlaps=box)
    codes = [draft.code for draft in drafts]
    return list(areas.exclude(code__in=codes).only("code", "name_fa", "boundary"))


def _finding(
    overlap: Overlap,
    rows: dict[str, AreaDraft],
    areas: dict[str, Area],
    request: ImportRequest,
) -> Finding | None:
    pair = [rows[key] for key in (overlap.key, overlap.other) if key in rows]
    pair.sort(key=lambda draft: draft.row.number)
    values = _sizes(overlap) | {"name": pair[0].name_fa, "area": pair[0].code}
    is_twice = overlap.share_of_larger >= SAME_SHARE
    if len(pair) == 1:
        area = areas[overlap.other]
        assert request.edition is not None
        values |= {"other": area.name_fa, "other_code": area.code, "edition": request.edition.code}
        kind = "same_as_area" if is_twice else "overlaps_area"
    elif pair[0].code == pair[1].code:
        return None  # already reported as an error
    else:
        other = pair[1]
        values |= {"other": other.name_fa, "other_code": other.code, "other_row": other.row.number}
        kind = "same_boundary" if is_twice else "overlaps_row"
    return find(kind, row=pair[0].row.number, field="boundary", **values)


def _sizes(overlap: Overlap) -> dict[str, Any]:
    shared_ha = hectares(overlap.shared_m2)
    return {
        "hectares": round(shared_ha, 2 if shared_ha < 10 else None),
        "percent": min(round(overlap.share_of_smaller * 100), 100),
    }
