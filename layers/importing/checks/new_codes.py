"""This file proposes new codes for neighbourhoods: the next free code of their county."""

from dataclasses import replace

import shapely
from shapely.geometry import MultiPolygon

from layers.editions.codes import NeighbourhoodCodes
from layers.geometry import anchor_point
from layers.importing.checks.areas import tidy_code
from layers.importing.checks.codes import Proposal
from layers.importing.columns import Row
from layers.importing.existing_areas import KnownArea, known_areas, known_areas_with_boundaries
from layers.messages import Names
from layers.messages import message as _
from layers.models import Level


def propose_new_codes(
    proposals: list[Proposal], rows: list[Row], boundaries: dict[int, MultiPolygon]
) -> list[Proposal]:
    """The proposals, with a new code for rows without one if their county is certain.

    The county is the one named in the row, else the one whose polygon covers a point inside.
    """
    counties = known_areas(Level.COUNTY)
    shapes = known_areas_with_boundaries(Level.COUNTY)
    tree = shapely.STRtree([area.boundary for area in shapes])
    said = {row.number: tidy_code(row.values.get("parent_code", ""), Level.COUNTY) for row in rows}
    codes = NeighbourhoodCodes()
    answer = []
    for proposal in proposals:
        county = None
        if not proposal.code:
            covering = _covering(boundaries[proposal.row], tree, shapes)
            county = counties.get(said[proposal.row]) or covering
        answer.append(_with_new_code(proposal, county, codes) if county else proposal)
    return answer


def _covering(
    boundary: MultiPolygon, tree: shapely.STRtree, shapes: list[KnownArea]
) -> KnownArea | None:
    hits = tree.query(anchor_point(boundary), predicate="covered_by")
    return shapes[min(hits)] if len(hits) else None


def _with_new_code(proposal: Proposal, county: KnownArea, codes: NeighbourhoodCodes) -> Proposal:
    code = codes.next_code(county.code)
    if code is None:
        return proposal
    return replace(
        proposal,
        code=code,
        evidence=_(
            "کد تازه: محدوده در شهرستان {county} است و شناخته نیست.",
            county=Names(county.name_fa, county.name_en),
        ),
    )
