"""This file names what can end a job in the sandbox: one small exception for each."""

from typing import Any


class JobError(Exception):
    """Ends a job. `code` names its message; `values` fill it in.

    The confined process can answer only with code and values; the parent raises the subclass with
    that code again, so every subclass has a code of its own.
    """

    code = ""

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values


class OutOfTime(JobError):
    code = "out_of_time"


class OutOfMemory(JobError):
    code = "out_of_memory"


class ReaderDied(JobError):
    code = "reader_died"


class NoRoom(JobError):
    code = "no_room"


def error_kind(code: str) -> type[JobError]:
    """The subclass with this code; ReaderDied for an unknown one."""
    return _kinds(JobError).get(code, ReaderDied)


def _kinds(kind: type[JobError]) -> dict[str, type[JobError]]:
    found = {kind.code: kind} if kind.code else {}
    for child in kind.__subclasses__():
        found |= _kinds(child)
    return found
