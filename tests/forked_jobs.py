"""This file runs sandbox jobs in a fork of the test process, which has loaded numpy and shapely.

Starting Python with numpy and shapely takes a tenth of a second of processor time, several times
per import. The job, its limits, its folder and its answer are the same. The marker
`own_interpreter` marks tests in a separate interpreter for what a fork cannot prove: the clean
environment, and that the process imports nothing else.
"""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from layers.sandbox import confine, worker
from layers.sandbox.limits import Limits

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Forked:
    """The part of subprocess.Popen that `layers.sandbox.run` uses: pid and wait."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None
        self._ends = os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, or minus the signal; raises TimeoutExpired as Popen does."""
        if self._status is None:
            end = select.poll()
            end.register(self._ends, select.POLLIN)
            if not end.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("job", timeout or 0)
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self._ends)
        return self._status


def start_by_fork(request: dict[str, Any], folder: Path, seconds: int, limits: Limits) -> Forked:
    """A process that runs a job; it replaces `layers.sandbox.run._start`."""
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    pid = os.fork()
    if pid:
        return Forked(pid)
    status = 1
    try:
        os.setsid()
        os.chdir(folder)
        _keep_no_file_but(folder / "request.json")
        confine.confine(limits.memory_bytes + _inherited_bytes(), seconds, limits.output_bytes)
        worker.main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        # End at once: the hooks of pytest and the database connection belong to the parent.
        os._exit(status)


def _keep_no_file_but(question: Path) -> None:
    """Standard input holds the request; the job's output is discarded."""
    os.dup2(os.open(question, os.O_RDONLY), 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.closerange(3, 4096)
    # pytest has replaced it.
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (for the whole life of this process)


def _inherited_bytes() -> int:
    """The address space of the fork at its start."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * PAGE_BYTES
