"""This file tests the keeper of the private database alone, around a stand-in for PostgreSQL."""

import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.launcher.checkout import ROOT

pytestmark = pytest.mark.launcher

# The first one ends at once. The second ignores signals at first, as PostgreSQL does until it runs.
DATABASE = """
if [ ! -e "$0/first" ]; then : >"$0/first"; exit 1; fi
: >"$0/second"
sleep 1
exec env --default-signal=INT sleep 60
"""


def test_a_database_whose_last_user_leaves_while_it_is_started_again_is_stopped(
    tmp_path: Path,
) -> None:
    (tmp_path / "answered").touch()
    with (tmp_path / "in-use").open("w") as user:
        fcntl.flock(user, fcntl.LOCK_SH)
        keeper = subprocess.Popen(
            ["sh", ROOT / "deploy/keeper.sh", tmp_path, "INT", "", "sh", "-c", DATABASE, tmp_path],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 10
        while not (tmp_path / "second").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
    try:
        assert keeper.wait(10) == 0
    finally:
        if keeper.poll() is None:
            os.killpg(keeper.pid, signal.SIGKILL)
    assert (tmp_path / "ended").exists()
