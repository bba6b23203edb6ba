"""This file keeps the last few backups in a folder, and remembers the last one made."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.backup.making import make
from deploy.backup.problems import BackupProblem

# Of names such as mahalleh-20261130-031500Z.backup, which sort by time. Other files stay.
OURS = "mahalleh-????????-??????Z.backup"
LAST_BACKUP = "last-backup.json"
STOPPED = "The backup was stopped before it was finished."


@dataclass(frozen=True)
class LastBackup:
    """The last attempt. file: "" where it failed; then `problem` has the English words."""

    ended_at: str
    seconds: float
    file: str = ""
    size_bytes: int = 0
    rows: int = 0
    problem: str = ""

    def age(self) -> timedelta:
        """The time since it ended."""
        return datetime.now(UTC) - datetime.fromisoformat(self.ended_at)


def make_and_remember(path: Path, *, state: Path, secret: str | None) -> LastBackup:
    """Make a backup and write down how it went. Raises BackupProblem."""
    begun = time.monotonic()
    try:
        manifest = make(path, secret=secret)
    # SIGTERM arrives as SystemExit.
    except (BackupProblem, SystemExit, KeyboardInterrupt) as reason:
        problem = str(reason) if isinstance(reason, BackupProblem) else STOPPED
        remember(state, LastBackup(now(), round(time.monotonic() - begun, 1), problem=problem))
        raise
    made = LastBackup(
        now(),
        round(time.monotonic() - begun, 1),
        file=str(path),
        size_bytes=path.stat().st_size,
        rows=manifest.rows,
    )
    remember(state, made)
    return made


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def remember(state: Path, last: LastBackup) -> None:
    """Write it for the administrator's page, at once or not at all."""
    fresh = state / f"{LAST_BACKUP}.new"
    fresh.write_text(json.dumps(asdict(last)))
    fresh.replace(state / LAST_BACKUP)


def next_name(folder: Path) -> Path:
    """The name of a backup made now."""
    return folder / datetime.now(UTC).strftime("mahalleh-%Y%m%d-%H%M%SZ.backup")


def drop_old(folder: Path, keep: int) -> list[Path]:
    """Delete the oldest backups beyond `keep`; called after a new one was made and checked."""
    old = sorted(folder.glob(OURS))[:-keep]
    for path in old:
        path.unlink()
    return old
