"""This file tests that logs are rotated while their writers go on."""

import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.launcher


def test_a_log_is_rotated_while_it_is_written_and_three_copies_stay(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    keeper = subprocess.Popen(
        ["sh", ROOT / "deploy/rotate.sh", "20000", "3", log], env={"ROTATE_EVERY_S": "0.05"}
    )
    try:
        with log.open("a") as writer:
            for number in range(400):
                writer.write(f"line {number} {'x' * 400}\n")
                writer.flush()
                time.sleep(0.005)
    finally:
        keeper.terminate()
        keeper.wait()
    copies = sorted(path.name for path in tmp_path.glob("web.log.*"))
    assert copies == ["web.log.1", "web.log.2", "web.log.3"]
    assert log.stat().st_size < 60000
    # What is kept is the end, without holes.
    kept = (tmp_path / "web.log.1").read_text() + log.read_text()
    assert "\0" not in kept
    assert "line 399 " in kept
