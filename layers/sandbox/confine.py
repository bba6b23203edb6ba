"""This file confines the sandbox process: little memory, little time, no secrets in reach.

The process imports this module first, so it imports the standard library only.
"""

import os
import resource
import signal

# PROJ and GDAL would fetch grids and addresses if allowed; a dead proxy prevents both.
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


NICE = 10
# On a full disk the answer cannot be written either; the exit status reports it.
NO_ROOM_STATUS = 28


def confine(memory_bytes: int, seconds: int, output_bytes: int) -> None:
    """Limit this process permanently.

    The alarm kills it even inside a C call, so it outlives neither its time nor a killed parent.
    """
    os.umask(0o077)
    # Pages and tiles go first.
    os.nice(NICE)
    # Processor time is summed over threads: one second more, so that the alarm comes first.
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
