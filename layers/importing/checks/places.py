"""This file checks rows that become places: code, name, membership, and the fields of each kind."""

import re
from collections import Counter, defaultdict

import numpy as np
import shapely
from shapely.geometry import Point

from layers.importing.checks.areas import tidy_code
from layers.importing.columns import STAND_IN_COLUMNS, Row, column_key
from layers.importing.existing_areas import KnownArea, known_areas, known_areas_with_boundaries
from layers.importing.findings import Finding, Severity, find
from layers.importing.request import ImportRequest, PlaceDraft
from layers.models import Agency, House, Level
from persian.names import fold

LONGEST_CODE = 30
PLACE_CODE = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
MEMBERSHIP_LEVELS = {
    "neighbourhood_code": Level.NEIGHBOURHOOD,
    "county_code": Level.COUNTY,
    "province_code": Level.PROVINCE,
}


class Ground:
    """The areas in force that can hold places, with an index to find what covers a point.

    invented_too: include invented areas; a real place must not join one because it lies in it.
    """

    def __init__(self, *, invented_too: bool) -> None:
        self.by_level = {level: known_areas(level) for level in MEMBERSHIP_LEVELS.values()}
        self.shapes = {
            level: [
                area
                for area in known_areas_with_boundaries(level)
                if invented_too or not area.synthetic
            ]
            for level in (Level.COUNTY, Level.NEIGHBOURHOOD)
        }
        self.trees = {
            level: shapely.STRtree([area.boundary for area in areas])
            for level, areas in self.shapes.items()
        }

    def covering(self, level: Level, point: Point) -> KnownArea | None:
        """The area of a level that covers the point; of several, the one with the first code."""
        hits = np.sort(self.trees[level].query(point, predicate="covered_by"))
        return self.shapes[level][hits[0]] if len(hits) else None


def judge_places(
    rows: list[Row],
    points: dict[int, Point | None],
    request: ImportRequest,
    columns: dict[str, str],
) -> tuple[list[PlaceDraft], list[Finding]]:
    """The rows that can become places, and the findings about all rows."""
    findings: list[Finding] = []
    ground = Ground(invented_too=request.synthetic)
    drafts = [PlaceDraft(row, points[row.number]) for row in rows if row.number in points]
    drafts = [draft for draft in drafts if _has_code_and_name(draft, findings)]
    if column_key(columns.get("code", "")) in STAND_IN_COLUMNS:
        findings.append(find("code_stands_in", column=columns["code"]))
    findings += _taken_codes(drafts, request)
    findings += [found for draft in drafts for found in _join(draft, ground)]
    findings += [found for draft in drafts for found in _lacking(draft, request)]
    if request.target.model is House:
        findings += _judge_houses(drafts)
    broken = {found.row for found in findings if found.severity == Severity.ERROR}
    return [draft for draft in drafts if draft.row.number not in broken], findings


def _has_code_and_name(draft: PlaceDraft, findings: list[Finding]) -> bool:
    draft.values = dict(draft.row.values)
    number, name = draft.row.number, draft.row.name
    code = str(draft.values.get("code", "")).replace("/", "-")
    if not code:
        findings.append(find("no_code", row=number, field="code", name=name))
        return False
    if len(code) > LONGEST_CODE or not PLACE_CODE.fullmatch(code):
        findings.append(
            find("bad_place_code", row=number, field="code", found=code, most=LONGEST_CODE)
        )
        return False
    if not name:
        findings.append(find("no_name", row=number, field="name_fa", found=code))
        return False
    draft.values["code"] = code
    draft.values.setdefault("name_fa", name)
    return True


def _taken_codes(drafts: list[PlaceDraft], request: ImportRequest) -> list[Finding]:
    model = request.target.model
    assert model is not None
    rows = defaultdict(list)
    for draft in drafts:
        rows[draft.values["code"]].append(draft.row.number)
    there = set(model._default_manager.filter(code__in=rows).values_list("code", flat=True))
    findings = []
    for draft in drafts:
        code, number = draft.values["code"], draft.row.number
        if len(rows[code]) > 1:
            values = {"found": code, "rows": rows[code]}
            findings.append(find("code_repeated", row=number, field="code", **values))
        if code in there:
            findings.append(find("place_exists", row=number, field="code", found=code))
    return findings


def _join(draft: PlaceDraft, ground: Ground) -> list[Finding]:
    """Fill in province, county and neighbourhood: by the row's codes, else by its point."""
    said = [name for name in MEMBERSHIP_LEVELS if draft.values.get(name)]
    findings = [found for name in said if (found := _unknown_area(draft, name, ground))]
    if findings:
        return findings
    if said:
        findings = _join_by_code(draft, said, ground)
    if not draft.values.get("county_code") and draft.location is not None:
        findings += _join_by_place(draft, ground)
    if not draft.values.get("province_code"):
        name = draft.row.name
        findings.append(find("no_membership", row=draft.row.number, field="county_code", name=name))
    return findings


def _unknown_area(draft: PlaceDraft, name: str, ground: Ground) -> Finding | None:
    level = MEMBERSHIP_LEVELS[name]
    code = tidy_code(draft.values[name], level)
    draft.values[name] = code
    if code in ground.by_level[level]:
        return None
    return find("area_unknown", row=draft.row.number, field=name, found=code)


def _join_by_code(draft: PlaceDraft, said: list[str], ground: Ground) -> list[Finding]:
    """The smallest area given decides; a larger one that contradicts it is an error."""
    smallest = MEMBERSHIP_LEVELS[said[0]]
    area = ground.by_level[smallest][draft.values[said[0]]]
    above = {"county_code": area.county_code, "province_code": area.province_code}
    findings = []
    for name, code in above.items():
        given = draft.values.get(name)
        if given and code and given != code:
            values = {"found": given, "expected": code, "area": area.code}
            findings.append(find("membership_conflict", row=draft.row.number, field=name, **values))
        elif code:
            draft.values[name] = code
    return findings + _outside_its_county(draft, ground)


def _outside_its_county(draft: PlaceDraft, ground: Ground) -> list[Finding]:
    county = draft.values.get("county_code")
    if not county or draft.location is None:
        return []
    covering = ground.covering(Level.COUNTY, draft.location)
    if covering is None or covering.code == county:
        return []
    values = {"said": county, "found": covering.code, "name": covering.name_fa}
    return [find("outside_its_county", row=draft.row.number, field="county_code", **values)]


def _join_by_place(draft: PlaceDraft, ground: Ground) -> list[Finding]:
    """The county polygon around the point, unless it lies in another province than given."""
    assert draft.location is not None
    county = ground.covering(Level.COUNTY, draft.location)
    if county is None:
        return []
    province = draft.values.get("province_code")
    if province and province != county.province_code:
        values = {"said": province, "found": county.code, "name": county.name_fa}
        return [find("outside_its_county", row=draft.row.number, field="province_code", **values)]
    draft.values["province_code"] = county.province_code
    draft.values["county_code"] = county.code
    neighbourhood = ground.covering(Level.NEIGHBOURHOOD, draft.location)
    if neighbourhood is not None and neighbourhood.county_code == county.code:
        draft.values["neighbourhood_code"] = neighbourhood.code
        values = {"area": neighbourhood.code, "name": f"{county.name_fa}، {neighbourhood.name_fa}"}
    else:
        values = {"area": county.code, "name": county.name_fa}
    return [find("joined_by_place", row=draft.row.number, field="county_code", **values)]


def _lacking(draft: PlaceDraft, request: ImportRequest) -> list[Finding]:
    return [
        find("field_missing", row=draft.row.number, field=spec.name, column=spec.aliases[0])
        for spec in request.target.fields
        if spec.required and spec.name not in draft.values
    ]


def _judge_houses(drafts: list[PlaceDraft]) -> list[Finding]:
    """Look up agencies by code or name; allow at most one lead house in a neighbourhood."""
    agencies = {}
    for agency in Agency.objects.all():
        for word in (agency.code, agency.name_fa, agency.name_en, agency.house_fa):
            agencies[fold(word)] = agency.code
    leads = Counter(
        House.objects.filter(is_lead=True)
        .exclude(state=House.State.CLOSED)
        .values_list("neighbourhood_code", flat=True)
    )
    leads.update(_neighbourhood(draft) for draft in drafts if _is_open_lead(draft))
    findings = []
    for draft in drafts:
        number, said = draft.row.number, draft.values.get("agency", "")
        draft.values["agency"] = agencies.get(fold(said), "")
        if said and not draft.values["agency"]:
            found = find("agency_unknown", row=number, field="agency", found=said)
            findings.append(found)
        if draft.values.get("is_lead") and not _neighbourhood(draft):
            findings.append(find("lead_without_neighbourhood", row=number, field="is_lead"))
        elif _is_open_lead(draft) and leads[_neighbourhood(draft)] > 1:
            where = _neighbourhood(draft)
            findings.append(find("lead_repeated", row=number, field="is_lead", area=where))
    return findings


def _neighbourhood(draft: PlaceDraft) -> str:
    return str(draft.values.get("neighbourhood_code", ""))


def _is_open_lead(draft: PlaceDraft) -> bool:
    is_open = draft.values.get("state") != House.State.CLOSED
    return bool(draft.values.get("is_lead")) and is_open
