"""This file tests that an interrupted load leaves everything unchanged."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from layers.db import Lock
from layers.importing import load as loading
from layers.models import Area, AreaCode, AreaShape, Edition, ImportRun, LayerVersion, Source
from layers.sandbox.limits import Limits
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import county, eastern, polygon, write_geojson


def census() -> tuple[int, ...]:
    """How many rows of each kind there are."""
    return tuple(model.objects.count() for model in (Area, AreaCode, Edition, AreaShape))


def test_a_publication_that_fails_takes_the_load_back(
    tmp_path: Path, bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(loading, "publish", break_off)
    before = census()
    run, findings = bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
    assert run.outcome == "refused"
    says(found(findings, "database_refused"), "چیزی تغییر نکرد", "Nothing has changed")
    assert "division by zero" in found(findings, "database_refused").message.en
    assert census() == before


def test_what_the_checks_overlook_the_database_refuses(
    tmp_path: Path, bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.importing.checks.areas._repeated", lambda drafts: [])
    before = census()
    path = write_geojson(tmp_path / "a.geojson", county(), county())
    run, findings = bring(path, commit=True)
    assert run.outcome == "refused"
    assert "area_once_per_edition" in found(findings, "database_refused").message.en
    assert census() == before


def test_a_second_load_of_the_same_file_waits_and_is_refused(
    tmp_path: Path, bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both passed the first check; under the lock the second sees the rows of the first."""
    path = write_geojson(tmp_path / "a.geojson", county(), eastern())
    bring(path, commit=True)
    monkeypatch.setattr("layers.importing.run.refuse_second_time", lambda *args: None)
    run, findings = bring(path, commit=True)
    assert run.outcome == "refused"
    assert "already_loaded" in codes(findings)


def test_the_version_of_the_layer_rises_where_it_changed(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    def versions() -> dict[str, int]:
        rows = LayerVersion.objects.filter(layer="counties")
        return dict(rows.values_list("province_code", "version"))

    bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
    first = versions()
    bring(write_geojson(tmp_path / "b.geojson", eastern(), county()), commit=True)
    second = versions()
    assert second["99"] > first["99"]
    assert second["23"] == first["23"]


def test_no_more_findings_are_kept_than_will_be_read(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    rows = [county(code=None, name_fa=f"جای {number}") for number in range(30)]
    path = write_geojson(tmp_path / "a.geojson", county(), *rows)
    run, findings = bring(path, limits=Limits(stored_findings=10))
    assert len(findings) > 30
    assert len(run.findings) == 11
    assert run.findings[-1]["code"] == "findings_cut"
    assert {each["severity"] for each in run.findings[:10]} == {"error"}


SLOW_LOAD = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from layers.importing import load
connection.settings_dict["NAME"] = sys.argv[1]
def never_ends(*args):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM layers_area WHERE name_fa = 'نیمه‌کاره'")
        print("written", cursor.fetchone()[0], flush=True)
    time.sleep(60)
load.publish = never_ends
call_command("import_layer", sys.argv[2], layer="counties", source="test-killed",
             commit=True, partial=True, new_codes=True)
"""


@pytest.fixture
def lasting_source(django_db_setup: None, django_db_blocker: Any) -> Iterator[Source]:
    """A committed source, so that another process sees it."""
    with django_db_blocker.unblock():
        source = Source.objects.create(code="test-killed", title_fa="آزمون", title_en="Test")
        yield source
        ImportRun.objects.filter(source=source).delete()
        source.delete()
        Source.pgh_event_model.objects.filter(code="test-killed").delete()


@pytest.mark.slow
def test_a_load_killed_midway_leaves_nothing(tmp_path: Path, lasting_source: Source) -> None:
    """Killed with -9 after every row is written and before the transaction ends."""
    before = census()
    unfinished = county(polygon(50.9, 35.7, 51.0, 35.8), code="3009", name_fa="نیمه‌کاره")
    path = write_geojson(tmp_path / "a.geojson", unfinished)
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_LOAD, connection.settings_dict["NAME"], path],
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "gis_app.settings"},
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written 1\n"
    process.kill()
    process.wait()
    assert census() == before
    assert not Area.objects.filter(name_fa="نیمه‌کاره").exists()
    assert not ImportRun.objects.filter(source=lasting_source).exists()
    # The next attempt gets the lock as soon as PostgreSQL has noticed that its holder is gone.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.LOADING])
