"""This file is the entry point of the confined process: it finds its job, runs it and answers."""

import errno
import json
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from layers.sandbox.confine import NO_ROOM_STATUS
from layers.sandbox.errors import JobError, OutOfMemory

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def main() -> None:
    """Answer the request on standard input in the file that the request names.

    The job is the address of a function, "package.module:function", so that a process imports only
    what its job needs: one that repairs polygons starts in half the time without GDAL and PROJ.
    """
    request = json.load(sys.stdin)
    answer: dict[str, Any]
    try:
        answer = resolve_name(request["job"])(request)
    except JobError as mistake:
        answer = {"mistake": mistake.code, "values": mistake.values}
    except MemoryError:
        answer = {"mistake": OutOfMemory.code}
    except OSError as error:
        if error.errno in FULL:
            sys.exit(NO_ROOM_STATUS)
        raise
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")
