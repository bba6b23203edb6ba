"""This file checks rows that become areas: code, name, parent, and areas that would disappear."""

import re
from collections import defaultdict
from typing import Any

import shapely
from django.utils import timezone
from shapely.geometry import MultiPolygon

from layers.geometry import anchor_point
from layers.importing.checks.in_sandbox import measure_overhangs
from layers.importing.columns import Row
from layers.importing.existing_areas import (
    KnownArea,
    invented_areas,
    known_areas,
    known_areas_with_boundaries,
)
from layers.importing.findings import Finding, Severity, find
from layers.importing.request import AreaDraft, ImportRequest
from layers.messages import Digits, Names
from layers.models import AreaCode, CurrentEdition, Level
from layers.models.areas import CODE_PATTERNS
from layers.sandbox.run import Workshop
from persian.names import fold, fold_place_name

# Numbers of digits of codes from which a spreadsheet may have dropped a leading zero.
CODE_DIGITS = {Level.PROVINCE: 2, Level.COUNTY: 4}
ABOVE = {
    Level.PROVINCE: Level.COUNTRY,
    Level.COUNTY: Level.PROVINCE,
    Level.NEIGHBOURHOOD: Level.COUNTY,
}
PREFIXES_FA = {Level.PROVINCE: "استان", Level.COUNTY: "شهرستان", Level.NEIGHBOURHOOD: "محله"}
SUFFIXES_EN = {
    Level.PROVINCE: "Province",
    Level.COUNTY: "County",
    Level.NEIGHBOURHOOD: "Neighbourhood",
}
# Sources draw one border some hundred metres apart; smaller overhangs are not reported.
OVERHANG_SHARE = 0.01


def judge_areas(
    rows: list[Row],
    boundaries: dict[int, MultiPolygon],
    request: ImportRequest,
    shop: Workshop,
) -> tuple[list[AreaDraft], list[Finding]]:
    """The rows that can become areas, and the findings about all rows."""
    level = request.target.level
    assert level is not None
    findings: list[Finding] = []
    known = known_areas(level)
    sample = {} if request.synthetic else invented_areas(known)
    known = {code: area for code, area in known.items() if code not in sample}
    drafts = [AreaDraft(row, boundaries[row.number]) for row in rows if row.number in boundaries]
    drafts = [draft for draft in drafts if _has_code(draft, level, findings)]
    findings += _repeated(drafts)
    findings += _not_known(drafts, level, request)
    findings += _already_there(drafts, request)
    findings += [
        find("code_invented", row=draft.row.number, field="code", found=draft.code)
        for draft in drafts
        if draft.code in sample
    ]
    drafts = [
        draft for draft in drafts if _has_names(draft, known.get(draft.code), level, findings)
    ]
    parents = set(AreaCode.objects.filter(level=ABOVE[level]).values_list("code", flat=True))
    drafts = [draft for draft in drafts if _has_parent(draft, level, parents, findings)]
    findings += _same_names(drafts)
    findings += _overhangs(drafts, level, shop)
    for draft in drafts:
        seat = known.get(draft.code)
        draft.anchor = anchor_point(draft.boundary, known=seat.anchor if seat else None)
    findings += _vanishing(drafts, known, level, request)
    findings += _vanishing_sample(drafts, sample, level, request)
    findings += _outdated(drafts, level, request)
    broken = {found.row for found in findings if found.severity == Severity.ERROR}
    return [draft for draft in drafts if draft.row.number not in broken], findings


def tidy_code(code: str, level: Level) -> str:
    """A code without the zeros and the dash that a spreadsheet or a number column drops."""
    if level in CODE_DIGITS and code.isdecimal():
        return code.zfill(CODE_DIGITS[level])
    if level == Level.NEIGHBOURHOOD and re.fullmatch("[0-9]{7}", code):
        return f"{code[:4]}-{code[4:]}"
    return code


def bare_name_fa(name: str, level: Level) -> str:
    """The name without a leading «شهرستان» or the like."""
    first, _, rest = name.partition(" ")
    return rest if rest and fold(first) == fold(PREFIXES_FA[level]) else name


def bare_name_en(name: str, level: Level) -> str:
    """The name without a trailing "County" or the like."""
    rest, _, last = name.rpartition(" ")
    return rest if rest and last.casefold() == SUFFIXES_EN[level].casefold() else name


def _has_code(draft: AreaDraft, level: Level, findings: list[Finding]) -> bool:
    code = tidy_code(str(draft.row.values.get("code", "")), level)
    number, name = draft.row.number, draft.row.name
    if not code:
        findings.append(find("no_code", row=number, field="code", name=name))
        return False
    if not re.fullmatch(CODE_PATTERNS[level], code):
        findings.append(find("bad_code", row=number, field="code", found=code))
        return False
    draft.code = code
    return True


def _repeated(drafts: list[AreaDraft]) -> list[Finding]:
    rows = defaultdict(list)
    for draft in drafts:
        rows[draft.code].append(draft.row.number)
    return [
        find("code_repeated", row=number, field="code", found=code, rows=numbers)
        for code, numbers in rows.items()
        if len(numbers) > 1
        for number in numbers
    ]


def _not_known(drafts: list[AreaDraft], level: Level, request: ImportRequest) -> list[Finding]:
    """Findings for codes that were never assigned.

    New neighbourhoods are routine; a new county is not. Codes accepted as new are then treated as
    given, because nothing else has to be checked.
    """
    codes = {draft.code for draft in drafts}
    given = set(AreaCode.objects.filter(code__in=codes).values_list("code", flat=True))
    kind, severity = "code_new", Severity.ERROR
    if request.new_codes:
        kind, severity = "code_given", Severity.WARNING
    if level == Level.NEIGHBOURHOOD:
        kind, severity = "code_given", Severity.NOTE
    return [
        find(kind, row=draft.row.number, field="code", severity=severity, found=draft.code)
        for draft in drafts
        if draft.code not in given
    ]


def _already_there(drafts: list[AreaDraft], request: ImportRequest) -> list[Finding]:
    if request.edition is None:
        return []
    there = set(request.edition.area_set.values_list("code", flat=True))
    edition = request.edition.code
    return [
        find("code_exists", row=draft.row.number, field="code", found=draft.code, edition=edition)
        for draft in drafts
        if draft.code in there
    ]


def _has_names(
    draft: AreaDraft, known: KnownArea | None, level: Level, findings: list[Finding]
) -> bool:
    number = draft.row.number
    name_fa = bare_name_fa(draft.row.values.get("name_fa", ""), level)
    name_en = bare_name_en(draft.row.values.get("name_en", ""), level)
    if known is not None and name_fa and fold_place_name(name_fa) != fold_place_name(known.name_fa):
        values: dict[str, Any] = {"found": name_fa, "known": known.name_fa, "area": draft.code}
        findings.append(find("name_differs", row=number, field="name_fa", **values))
    if not name_fa and known is not None:
        name_fa = known.name_fa
        findings.append(find("name_taken_over", row=number, field="name_fa", found=name_fa))
    if not name_fa:
        findings.append(find("no_name", row=number, field="name_fa", found=draft.code))
        return False
    if known is not None and name_en and fold(name_en) != fold(known.name_en):
        values = {"found": name_en, "known": known.name_en, "area": draft.code}
        findings.append(find("english_name_differs", row=number, field="name_en", **values))
    if not name_en:
        name_en = known.name_en if known else name_fa
        findings.append(find("no_english_name", row=number, field="name_en", found=name_en))
    draft.name_fa, draft.name_en = name_fa, name_en
    return True


def _has_parent(draft: AreaDraft, level: Level, parents: set[str], findings: list[Finding]) -> bool:
    """Membership is by parent: the parent column if there is one, else the digits of the code."""
    by_code = {Level.PROVINCE: "IR", Level.COUNTY: draft.code[:2]}.get(level, draft.code[:4])
    said = draft.row.values.get("parent_code", "")
    parent = tidy_code(said, ABOVE[level]) if said else by_code
    number = draft.row.number
    if level != Level.NEIGHBOURHOOD and parent != by_code:
        findings.append(find("parent_differs", row=number, field="parent_code", found=said))
        return False
    if parent != by_code:
        values: dict[str, Any] = {"found": parent, "expected": by_code}
        findings.append(find("parent_unusual", row=number, field="parent_code", **values))
    if parent not in parents and level != Level.PROVINCE:
        findings.append(find("parent_unknown", row=number, field="parent_code", found=parent))
        return False
    draft.parent_code = parent
    draft.province_code = draft.code if level == Level.PROVINCE else parent[:2]
    draft.county_code = {Level.PROVINCE: "", Level.COUNTY: draft.code}.get(level, parent)
    return True


def _same_names(drafts: list[AreaDraft]) -> list[Finding]:
    rows = defaultdict(list)
    for draft in drafts:
        rows[draft.parent_code, fold(draft.name_fa)].append(draft.row.number)
    findings = []
    for draft in drafts:
        numbers = rows[draft.parent_code, fold(draft.name_fa)]
        if len(numbers) > 1:
            values: dict[str, Any] = {"name": draft.name_fa, "rows": numbers}
            found = find("name_repeated", row=draft.row.number, field="name_fa", **values)
            findings.append(found)
    return findings


def _overhangs(drafts: list[AreaDraft], level: Level, shop: Workshop) -> list[Finding]:
    """Warn of children reaching beyond their parent; sources disagree by 10-50 %."""
    codes = {draft.parent_code for draft in drafts}
    parents = {
        area.code: area
        for area in known_areas_with_boundaries(ABOVE[level], codes)
        if area.boundary is not None
    }
    grounds = {code: area.boundary for code, area in parents.items()}
    # Testing coverage is fast and happens here; measuring happens in the confined process.
    shapely.prepare(list(grounds.values()))
    children = [
        (draft.row.number, draft.parent_code, draft.boundary)
        for draft in drafts
        if draft.parent_code in grounds
        and not shapely.covers(grounds[draft.parent_code], draft.boundary)
    ]
    shares = measure_overhangs(children, grounds, shop) if children else {}
    parent_of = {draft.row.number: parents.get(draft.parent_code) for draft in drafts}
    unmeasured = [] if len(shares) == len(children) else [find("overhangs_not_measured")]
    return unmeasured + [
        find(
            "beyond_parent",
            row=number,
            field="boundary",
            percent=share * 100,
            parent=Names(parent.name_fa, parent.name_en),
            parent_code=parent.code,
        )
        for number, share in shares.items()
        if share > OVERHANG_SHARE and (parent := parent_of[number]) is not None
    ]


def _vanishing(
    drafts: list[AreaDraft], known: dict[str, KnownArea], level: Level, request: ImportRequest
) -> list[Finding]:
    """Areas on today's map that are missing in the new edition, per province."""
    findings = []
    for province, missing in _missing(drafts, known, level, request).items():
        of_province = [area for area in known.values() if area.province_code == province]
        values: dict[str, Any] = {
            "names": [area.name_fa for area in missing],
            "count": len(missing),
            "all": len(of_province),
            "province": Digits(province),
        }
        findings.append(find("areas_missing", severity=_severity_of_loss(request), **values))
    return findings


def _vanishing_sample(
    drafts: list[AreaDraft], sample: dict[str, KnownArea], level: Level, request: ImportRequest
) -> list[Finding]:
    """The same for invented areas: a real file may lack them, but the user must confirm it."""
    severity = _severity_of_loss(request)
    return [
        find("sample_missing", severity=severity, count=len(missing), province=Digits(province))
        for province, missing in _missing(drafts, sample, level, request).items()
    ]


def _missing(
    drafts: list[AreaDraft], known: dict[str, KnownArea], level: Level, request: ImportRequest
) -> dict[str, list[KnownArea]]:
    """Province → the known areas that would no longer be drawn; only provinces with any."""
    if level == Level.PROVINCE:
        return {}
    codes = {draft.code for draft in drafts}
    if request.edition is not None:
        codes |= set(request.edition.area_set.values_list("code", flat=True))
    missing = {
        province: [
            area
            for area in known.values()
            if area.province_code == province and area.code not in codes
        ]
        for province in sorted({draft.province_code for draft in drafts})
    }
    return {province: areas for province, areas in missing.items() if areas}


def _severity_of_loss(request: ImportRequest) -> Severity:
    accepted = request.partial or request.edition is not None
    return Severity.WARNING if accepted else Severity.ERROR


def _outdated(drafts: list[AreaDraft], level: Level, request: ImportRequest) -> list[Finding]:
    """The reason why the map would not show the new edition today."""
    if request.edition is not None:
        return []
    provinces = {draft.province_code for draft in drafts}
    newer = CurrentEdition.objects.filter(
        level=level,
        province_code__in=provinces,
        edition__in_force_from__gt=request.in_force_from,
    ).select_related("edition")
    editions = sorted({row.edition.code for row in newer})
    if editions:
        return [find("newer_edition", editions=editions)]
    if request.in_force_from > timezone.localdate():
        return [find("edition_later", day=request.in_force_from)]
    return []
