"""This file takes one file through reading, mapping, checking and loading."""

from dataclasses import asdict
from pathlib import Path

from layers.importing.checks.areas import judge_areas
from layers.importing.checks.codes import (
    Proposal,
    apply_confirmed,
    propose_codes,
    read_confirmed,
)
from layers.importing.checks.geometry import check_areas, check_coordinates, check_points
from layers.importing.checks.new_codes import propose_new_codes
from layers.importing.checks.places import judge_places
from layers.importing.checks.siblings import overlapping_siblings
from layers.importing.columns import Row, map_columns, map_rows
from layers.importing.existing_areas import known_areas, real_areas
from layers.importing.files.read import read_file
from layers.importing.findings import Finding, Severity, find, refusal
from layers.importing.lineage import ground_before, propose_lineage
from layers.importing.load import load, record, refuse_second_time
from layers.importing.request import ImportRequest, Plan
from layers.models import ImportRun, Level
from layers.sandbox.errors import JobError
from layers.sandbox.run import Workshop, workshop


def import_file(request: ImportRequest) -> tuple[ImportRun, list[Finding]]:
    """Read and check a file; write it if the request says commit and no error was found.

    Every outcome is stored as an ImportRun; an unreadable file is a finding too.
    """
    plan = plan_import(request)
    if request.commit and not has_errors(plan.findings):
        try:
            return load(plan, request), plan.findings
        except JobError as mistake:
            plan.findings.append(refusal(mistake))
    refused = has_errors(plan.findings)
    outcome = ImportRun.Outcome.REFUSED if refused else ImportRun.Outcome.DRY_RUN
    return record(plan, request, outcome), plan.findings


def plan_import(request: ImportRequest) -> Plan:
    """What the request would write, with all findings; writes nothing, not even an ImportRun."""
    plan = Plan()
    try:
        with workshop(request.limits) as shop:
            _prepare(plan, request, shop)
    except JobError as mistake:
        plan.findings.append(refusal(mistake))
    return plan


def propose_for(request: ImportRequest) -> tuple[list[Proposal], list[Finding]]:
    """Propose a code for every row with a boundary, from names and known points; writes nothing.

    Raises a JobError if the file cannot be read.
    """
    level = request.target.level
    assert level is not None
    plan = Plan()
    with workshop(request.limits) as shop:
        rows = _read(plan, request, shop)
        boundaries, findings = check_areas(rows, shop)
    known = known_areas(level)
    proposals = propose_codes(rows, boundaries, known if request.synthetic else real_areas(known))
    if level == Level.NEIGHBOURHOOD:
        proposals = propose_new_codes(proposals, rows, boundaries)
    return proposals, plan.findings + findings


def has_errors(findings: list[Finding]) -> bool:
    """Whether any finding blocks loading."""
    return any(found.severity == Severity.ERROR for found in findings)


def _prepare(plan: Plan, request: ImportRequest, shop: Workshop) -> None:
    """Fill the plan; raises a JobError if the file as a whole is unusable."""
    rows = _read(plan, request, shop)
    refuse_second_time(request, plan.file_sha256)
    if request.target.level is None:
        _plan_places(plan, rows, request)
    else:
        _plan_areas(plan, rows, request, shop)
    if not plan.drafts and not has_errors(plan.findings):
        plan.findings.append(find("nothing_to_load"))


def _read(plan: Plan, request: ImportRequest, shop: Workshop) -> list[Row]:
    """The rows with readable geometry, with their cells converted."""
    read = read_file(
        request.path, shop, file_name=request.file_name, crs=request.crs, swap=request.swap
    )
    plan.rows_read, plan.file_sha256 = len(read.features), read.sha256
    plan.findings += read.findings
    unreadable = {found.row for found in read.findings if found.severity == Severity.ERROR}
    plan.findings += check_coordinates(read)
    plan.columns, notes = map_columns(read.columns, request.target)
    rows, findings = map_rows(read.features, plan.columns, request.target)
    plan.findings += notes + findings
    return [row for row in rows if row.number not in unreadable]


def _plan_areas(plan: Plan, rows: list[Row], request: ImportRequest, shop: Workshop) -> None:
    boundaries, findings = check_areas(rows, shop)
    plan.findings += findings
    rows = [row for row in rows if row.number in boundaries]
    if request.mapping is not None:
        rows = _with_confirmed_codes(plan, rows, request.mapping)
    if rows and not any(row.values.get("code") for row in rows):
        plan.findings.append(find("no_codes"))
        return
    drafts, findings = judge_areas(rows, boundaries, request, shop)
    plan.drafts += drafts
    plan.findings += findings + overlapping_siblings(drafts, request, shop)
    if not any(found.row for found in plan.findings if found.severity == Severity.ERROR):
        # Areas of rows that still need correction would be reported as missing.
        plan.before = ground_before(drafts, request)
        plan.lineage, findings = propose_lineage(drafts, request, shop)
        plan.findings += findings


def _with_confirmed_codes(plan: Plan, rows: list[Row], mapping: Path) -> list[Row]:
    """The rows with the codes a person confirmed; unconfirmed rows are left out."""
    taken, findings = read_confirmed(mapping)
    plan.codes = [asdict(line) for line in taken]
    plan.findings += findings + apply_confirmed(rows, taken)
    left_open = {found.row for found in findings}
    return [row for row in rows if row.number not in left_open]


def _plan_places(plan: Plan, rows: list[Row], request: ImportRequest) -> None:
    points, findings = check_points(rows)
    drafts, more = judge_places(rows, points, request, plan.columns)
    plan.drafts += drafts
    plan.findings += findings + more
