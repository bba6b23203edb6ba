"""This file tests that processes which end while they are measured are passed over."""

import os
import subprocess

from bench.server import Server


def test_a_process_that_has_ended_uses_nothing() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    server = Server("", ended.pid)
    assert server.memory_mb() == 0
    assert server.cpu_s() == 0


def test_one_that_runs_uses_memory_and_time() -> None:
    server = Server("", os.getpid())
    assert server.memory_mb() > 10
    assert server.cpu_s() > 0
