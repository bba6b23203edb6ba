"""This file provides the importer's tests with a source, a way to import, and the findings."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box

from layers.importing.findings import Finding
from layers.importing.request import ImportRequest, Plan
from layers.importing.run import import_file, plan_import
from layers.models import Area, ImportRun, Source
from tests.layers.factories import province_with_two_counties
from tests.layers.factories import source as make_source
from tests.layers.importing.files import WEST_HALF, shapefile_parts

# Beside the repository, or beside the folder of its worktrees.
BESIDE = (folder / "shared/data/real" for folder in Path(__file__).resolve().parents[4:])
REAL = next((folder for folder in BESIDE if folder.exists()), None)
Imported = tuple[ImportRun, list[Finding]]


@pytest.fixture
def source(db: None) -> Source:
    """A source, beside the test province with two counties in force."""
    province_with_two_counties()
    return make_source("test-survey", title_fa="پیمایش آزمون", title_en="Test survey")


@pytest.fixture
def bring(source: Source) -> Callable[..., Imported]:
    """bring(path, layer="counties", …) imports a file; part of a province is accepted."""

    def bring_in(path: Path, layer: str = "counties", **asked: Any) -> Imported:
        wishes = {"in_force_from": date(2026, 1, 1), "partial": True} | asked
        request = ImportRequest(
            path=path, file_name=path.name, layer=layer, source=source, **wishes
        )
        return import_file(request)

    return bring_in


@pytest.fixture
def planned(source: Source) -> Callable[..., Plan]:
    """planned(path, …) reads and checks a file without storing anything: faster."""

    def plan(path: Path, layer: str = "counties", **asked: Any) -> Plan:
        wishes = {"in_force_from": date(2026, 1, 1), "partial": True} | asked
        return plan_import(
            ImportRequest(path=path, file_name=path.name, layer=layer, source=source, **wishes)
        )

    return plan


@pytest.fixture
def refused(bring: Callable[..., Imported]) -> Callable[..., Finding]:
    """refused(path, code) tries to commit, checks that nothing changed, and returns the finding."""

    def try_it(path: Path, code: str, **asked: Any) -> Finding:
        before = Area.objects.count()
        run, findings = bring(path, commit=True, **asked)
        assert run.outcome == ImportRun.Outcome.REFUSED, findings
        assert Area.objects.count() == before
        return found(findings, code)

    return try_it


@pytest.fixture
def real() -> Path:
    """The folder of real geodata beside the repository; without it the test is skipped."""
    if REAL is None:
        pytest.skip("the real geodata is not here")
    return REAL


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    """The parts of a valid shapefile of one county."""
    columns = {"code": ["9901"], "name_fa": ["باختر"], "name_en": ["West"]}
    return shapefile_parts(tmp_path / "made", [box(*WEST_HALF)], columns)


def found(findings: list[Finding], code: str) -> Finding:
    """The first finding of this code; fails with all codes if it is missing."""
    match = next((each for each in findings if each.code == code), None)
    assert match is not None, [each.code for each in findings]
    return match


def processor_seconds() -> float:
    """The processor time of this process and its finished children: independent of other load."""
    return sum(os.times()[:4])


def codes(findings: list[Finding]) -> set[str]:
    return {each.code for each in findings}


def says(finding: Finding, fa: str, en: str) -> None:
    """Both languages contain the words, and both say what to do."""
    assert fa in finding.message.fa
    assert en in finding.message.en
    assert finding.advice.fa
    assert finding.advice.en
