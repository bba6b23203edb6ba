"""This file runs a job on untrusted bytes in a separate process and always returns."""

import contextlib
import errno
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.budget import left_s
from layers.sandbox.confine import CLEAN_ENVIRONMENT, NO_ROOM_STATUS
from layers.sandbox.errors import NoRoom, OutOfMemory, OutOfTime, ReaderDied, job_error
from layers.sandbox.limits import DEFAULT_LIMITS, Limits

ROOT = Path(__file__).resolve().parents[2]
# -I keeps the environment and the working directory out of the module path.
BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from layers.sandbox import confine; confine.confine(*map(int, sys.argv[2:5]));"
    "from layers.sandbox import worker; worker.main()"
)
OUT_OF_TIME_SIGNALS = {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL}
LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class Workshop:
    """The private folder an import works in, and its limits."""

    folder: Path
    limits: Limits = DEFAULT_LIMITS

    def run(self, job: str, request: dict[str, Any], *, seconds: int) -> dict[str, Any]:
        """Run a job for at most `seconds`, and no longer than the request's budget has left."""
        seconds = max(1, math.floor(min(seconds, left_s())))
        return run_confined(job, request, folder=self.folder, seconds=seconds, limits=self.limits)


@contextmanager
def workshop(limits: Limits = DEFAULT_LIMITS) -> Iterator[Workshop]:
    """A Workshop whose folder only this user can enter; it is deleted afterwards.

    Raises NoRoom if the disk of the temporary folder is full, here or inside the block.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="mahalleh-import-") as folder:
            yield Workshop(Path(folder), limits)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from error
        raise


def run_confined(
    job: str, request: dict[str, Any], *, folder: Path, seconds: int, limits: Limits
) -> dict[str, Any]:
    """Run a job in a confined process and return its answer.

    job: the address of a function of ours, "package.module:function"; never from a request. folder:
    private to this import; the process works in it and leaves its bulk output there. Raises the
    error the process reports; OutOfTime, OutOfMemory or ReaderDied if it ends without reporting
    one.
    """
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    process = _start(request | {"job": job, "answer": answer.name}, folder, seconds, limits)
    try:
        status = process.wait(timeout=seconds + 5)
    except subprocess.TimeoutExpired:
        status = -signal.SIGKILL
    finally:
        _end(process)
    return _answer(answer, status, seconds)


def _start(
    request: dict[str, Any], folder: Path, seconds: int, limits: Limits
) -> "subprocess.Popen[bytes]":
    caps = (limits.memory_bytes, seconds, limits.output_bytes)
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    with open(folder / "request.json", "rb") as question:
        return subprocess.Popen(  # noqa: S603 (fixed program, no shell, no user text)
            [sys.executable, "-I", "-c", BOOTSTRAP, str(ROOT), *map(str, caps)],
            stdin=question,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=CLEAN_ENVIRONMENT | {"TMPDIR": str(folder)},
            start_new_session=True,
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answer(path: Path, status: int, seconds: int) -> dict[str, Any]:
    if -status in OUT_OF_TIME_SIGNALS:
        raise OutOfTime(seconds=seconds)
    if -status == signal.SIGABRT:
        # The C++ runtime prints this when memory runs out and the exception is not caught.
        raise OutOfMemory
    if status == NO_ROOM_STATUS:
        raise NoRoom
    try:
        with open(path, encoding="utf-8") as file:
            answer = json.loads(file.read(LONGEST_ANSWER))
    except (OSError, ValueError):
        raise ReaderDied(status=str(status)) from None
    if "mistake" in answer:
        raise job_error(answer["mistake"], answer.get("values", {}))
    return dict(answer)


def lines_of(path: Path) -> Iterator[Any]:
    """The complete JSON lines of a file; a line cut off when its process ended is left out."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)
