"""This file finds and kills what a running `./gis up` consists of."""

import contextlib
import os
import re
import signal
from collections.abc import Callable

from bench.server import children
from tests.launcher.checkout import Checkout, Up
from tests.processes import command_of, running_from


def web_server(up: Up, _checkout: Checkout) -> list[int]:
    return [pid for pid in children(up.process.pid) if "deploy.serve" in command_of(pid)]


def workers(up: Up, checkout: Checkout) -> list[int]:
    return [worker for server in web_server(up, checkout) for worker in children(server)]


def postmaster(_up: Up, checkout: Checkout) -> list[int]:
    lines = (checkout.state / "cluster/data/postmaster.pid").read_text().splitlines()
    return [int(lines[0])]


def backends(up: Up, checkout: Checkout) -> list[int]:
    return children(postmaster(up, checkout)[0])


def keeper(_up: Up, checkout: Checkout) -> list[int]:
    return [
        each.pid
        for each in running_from(checkout.root)
        if re.match(r"sh \S*.*/deploy/keeper\.sh ", each.command)
    ]


KILLED: dict[str, Callable[[Up, Checkout], list[int]]] = {
    "web server": web_server,
    "workers": workers,
    "postmaster": postmaster,
    "backends": backends,
    "keeper": keeper,
}


def kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
