"""This file shuts the reading process in: little memory, little time, no secrets to find.

It is the first module that process imports, so it imports the standard library only.
"""

import os
import resource
import signal

# PROJ and GDAL would fetch grids and addresses if they were let; a dead proxy stops both.
CLEAN_ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
}


# A full disk has no room for an answer either; the exit status says so.
NO_ROOM_STATUS = 28


def confine(memory_bytes: int, seconds: int, output_bytes: int) -> None:
    """Limit this process for good.

    The alarm kills it inside any C call too, so it outlives neither its time nor a parent
    that was itself killed.
    """
    os.umask(0o077)
    # The processor time is counted over threads: one second more, so that the alarm comes first.
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: seconds + 1,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.alarm(seconds)
