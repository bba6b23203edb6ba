"""This file names what can end a job in the sandbox."""

from typing import Any


class JobError(Exception):
    """Ends a job. `code` names its message; `values` fill it in.

    The confined process can answer only with code and values. The kinds below are for what our
    own code catches; every other mistake is a JobError with a code.
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
    """The error that a confined process has answered with."""
    return KINDS.get(code, JobError)(code, **values)
