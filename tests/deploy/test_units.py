"""This file tests the systemd units and the container file with their own checkers."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy/systemd"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they are installed, with this checkout as /opt/mahalleh."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in UNITS.glob("mahalleh*"):
        text = unit.read_text().replace("/opt/mahalleh", str(ROOT))
        (tmp_path / unit.name).write_text(text)
    # Debian's unit, as far as the confinement needs one.
    base = "[Service]\nUser=root\nExecStart=/bin/true\n"
    (tmp_path / "postgresql@.service").write_text(base)
    drop_in = tmp_path / "postgresql@.service.d"
    drop_in.mkdir()
    shutil.copy(UNITS / "postgresql-confinement.conf", drop_in / "mahalleh.conf")
    return tmp_path


@pytest.mark.parametrize(
    "unit",
    [
        "mahalleh.service",
        "mahalleh-backup.service",
        "mahalleh-backup.timer",
        "postgresql@15-main.service",
    ],
)
def test_systemd_understands_every_line(installed: Path, unit: str) -> None:
    if "@" in unit:
        shutil.copy(installed / "postgresql@.service", installed / unit)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", installed / unit],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in told.stderr.splitlines() if str(installed) in line or unit in line]
    assert ours == []
    assert told.returncode == 0, told.stderr


def test_the_web_server_is_confined(installed: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20",
         installed / "mahalleh.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-2000:]


@pytest.mark.parametrize("unit", ["mahalleh.service", "mahalleh-backup.service"])
def test_a_refused_call_kills_nothing_and_processes_may_be_tied_to_their_parent(unit: str) -> None:
    """Seen with systemd as init: without these lines the program never starts."""
    lines = (UNITS / unit).read_text().splitlines()
    assert lines.index("SystemCallFilter=capset") > lines.index(
        "SystemCallFilter=~@privileged @mount"
    )
    assert "SystemCallErrorNumber=EPERM" in lines


def test_web_server_and_database_are_different_users() -> None:
    for unit in ("mahalleh.service", "mahalleh-backup.service"):
        assert "\nUser=mahalleh\n" in (UNITS / unit).read_text()


def test_the_container_file_has_no_finding() -> None:
    told = subprocess.run(
        ["hadolint", ROOT / "deploy/Containerfile"], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (0, "")
