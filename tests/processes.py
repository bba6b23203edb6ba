"""This file reads from /proc which processes run, whether or not they end meanwhile."""

import contextlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """A process: its id, its user's id, and its command with a space after each word."""

    pid: int
    uid: int
    command: str


def command_of(pid: int) -> str:
    """The command of a process, with a space after each word; empty if it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def running_from(folder: Path) -> list[Running]:
    """The processes whose command names this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        # A process that has ended meanwhile is passed over.
        with contextlib.suppress(OSError):
            pid = int(entry.name)
            found.append(Running(pid, entry.stat().st_uid, command_of(pid)))
    return [each for each in found if str(folder) in each.command]
