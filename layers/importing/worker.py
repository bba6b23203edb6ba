"""This file is where the confined process begins: it finds its job, does it, and answers."""

import errno
import json
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from layers.importing.confinement import NO_ROOM_STATUS
from layers.importing.mistakes import ImportMistake, OutOfMemory

# Jobs are named, not imported: a process that repairs polygons needs neither GDAL nor PROJ, and
# starts in half the time. Another app's job is asked for by its address, "app.module:function".
JOBS = {
    "read": "layers.importing.reading:read",
    "repair": "layers.importing.soundness:repair_all",
    "overhang": "layers.importing.soundness:measure_overhangs",
    "overlap": "layers.importing.overlapping:measure_overlaps",
}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def main() -> None:
    """Answer the request on standard input in the file that it names."""
    request = json.load(sys.stdin)
    answer: dict[str, Any]
    try:
        answer = resolve_name(JOBS.get(request["job"], request["job"]))(request)
    except ImportMistake as mistake:
        answer = {"mistake": mistake.code, "values": mistake.values}
    except MemoryError:
        answer = {"mistake": OutOfMemory.code}
    except OSError as error:
        if error.errno in FULL:
            sys.exit(NO_ROOM_STATUS)
        raise
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")
