"""This file makes a backup that is noted, and keeps the last few in a folder."""

import time
from datetime import UTC, datetime
from pathlib import Path

from deploy.backup.making import make
from deploy.backup.note import Attempt, remember
from deploy.backup.problems import BackupProblem
from layers.messages import message as _

# Of names such as mahalleh-20261130-031500Z.backup, which sort by time. Other files stay.
OURS = "mahalleh-????????-??????Z.backup"
STOPPED = _("پشتیبان‌گیری پیش از پایان متوقف شد.")


def make_and_remember(path: Path, *, state: Path, secret: str | None) -> Attempt:
    """Make a backup and write down how it went. Raises BackupProblem."""
    begun = time.monotonic()
    try:
        manifest = make(path, secret=secret)
    # SIGTERM arrives as SystemExit.
    except (BackupProblem, SystemExit, KeyboardInterrupt) as reason:
        words = reason.words if isinstance(reason, BackupProblem) else STOPPED
        fa, en = words.in_language("fa"), words.in_language("en")
        seconds = round(time.monotonic() - begun, 1)
        remember(state, Attempt(now(), seconds, problem=en, problem_fa=fa))
        raise
    made = Attempt(
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


def next_name(folder: Path) -> Path:
    """The name of a backup made now."""
    return folder / datetime.now(UTC).strftime("mahalleh-%Y%m%d-%H%M%SZ.backup")


def drop_old(folder: Path, keep: int) -> list[Path]:
    """Delete the oldest backups beyond `keep`; called after a new one was made and checked."""
    old = sorted(folder.glob(OURS))[:-keep]
    for path in old:
        path.unlink()
    return old
