"""This file defines the errors that end a job in the sandbox."""

from typing import Any


class JobError(Exception):
    """An error that ends a job. `code` names its message; `values` fill it in.

    The confined process can only answer with code and values. The subclasses below are for errors
    our own code catches; every other error is a JobError with a code.
    """

    code = ""

    def __init__(self, code: str = "", /, **values: Any) -> None:
        self.code = code or type(self).code
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


KINDS = {kind.code: kind for kind in (OutOfTime, OutOfMemory, ReaderDied, NoRoom)}


def job_error(code: str, values: dict[str, Any]) -> JobError:
    """The error that a confined process answered with."""
    return KINDS.get(code, JobError)(code, **values)
