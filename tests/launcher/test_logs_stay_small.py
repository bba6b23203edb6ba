"""This file tests that logs are rotated while their writers go on."""

import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.launcher
PATIENCE_S = 60


def test_a_log_is_rotated_while_it_is_written_and_three_copies_stay(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    keeper = subprocess.Popen(
        ["sh", ROOT / "deploy/rotate.sh", "20000", "3", log], env={"ROTATE_EVERY_S": "0.05"}
    )
    try:
        write_until_copied(log, tmp_path / "web.log.3")
    finally:
        keeper.terminate()
        keeper.wait()
    copies = sorted(path.name for path in tmp_path.glob("web.log.*"))
    assert copies == ["web.log.1", "web.log.2", "web.log.3"]
    # What is kept is the end, without holes.
    kept = (tmp_path / "web.log.1").read_text() + log.read_text()
    assert "\0" not in kept
    assert "the last line" in kept


def write_until_copied(log: Path, oldest: Path) -> None:
    """Write lines until the oldest copy is there, and a last one when the log is empty again."""
    ends_at = time.monotonic() + PATIENCE_S
    with log.open("a") as writer:
        while not oldest.exists() and time.monotonic() < ends_at:
            writer.write("x" * 400 + "\n")
            writer.flush()
            time.sleep(0.005)
        while log.stat().st_size and time.monotonic() < ends_at:
            time.sleep(0.005)
        writer.write("the last line\n")
