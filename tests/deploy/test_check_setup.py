"""This file tests that `./gis check` says in words what a set-up lacks, whatever state it is in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLE

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def checked(state: Path, database: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What the command prints about this database, with its exit code."""
    state.mkdir(exist_ok=True)
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "check_setup"],
        env={
            **os.environ,
            "DATABASE_URL": address,
            "MAHALLEH_STATE": str(state),
            "MAHALLEH_DEBUG": "0",
            "MAHALLEH_SECRET_KEY": "k" * 50,
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_without_tables_is_told(
    new_database: Callable[..., str], tmp_path: Path
) -> None:
    found = checked(tmp_path / "state", new_database())
    assert found.returncode == 1
    assert found.stderr == ""
    assert "جدول‌های پایگاه داده از نسخهٔ دیگری است" in found.stdout
    assert "./gis backup FILE" in found.stdout


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = checked(tmp_path / "state", "no_such_database")
    assert found.returncode == 1
    assert found.stderr == ""
    assert "DATABASE_URL" in found.stdout


def test_a_sound_database_with_settings_that_open_doors_is_told(
    new_database: Callable[..., str], tmp_path: Path
) -> None:
    state = tmp_path / "state"
    found = checked(
        state,
        new_database(SAMPLE),
        MAHALLEH_DEBUG="1",
        MAHALLEH_SECRET_KEY="short",
        MAHALLEH_HOSTS="*",
        MAHALLEH_HTTPS="1",
        MAHALLEH_WORKERS="40",
    )
    assert found.returncode == 1
    assert found.stderr == ""
    for words in (
        "MAHALLEH_DEBUG is on",
        "MAHALLEH_SECRET_KEY is shorter",
        "MAHALLEH_HOSTS accepts",
        "MAHALLEH_ORIGINS is empty",
        "MAHALLEH_PROXIES is zero",
        "MAHALLEH_WORKERS",
    ):
        assert words in found.stdout
