"""This file is the note of the last backups, which page, metrics and `./gis check` read."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from layers.messages import Pair, Worded

LAST_BACKUP = "last-backup.json"
# A good backup that is older is told as a fault.
OLD = timedelta(days=2)


@dataclass(frozen=True)
class Attempt:
    """A backup that was tried. file: "" where it failed; then `problem` is English.

    problem_fa: empty in the notes of earlier releases.
    """

    ended_at: str
    seconds: float
    file: str = ""
    size_bytes: int = 0
    rows: int = 0
    problem: str = ""
    problem_fa: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.ended_at)

    @property
    def reason(self) -> Worded:
        """Why it failed."""
        return Pair(fa=self.problem_fa or self.problem, en=self.problem)

    def age(self) -> timedelta:
        """The time since it ended."""
        return datetime.now(UTC) - self.at


@dataclass(frozen=True)
class Note:
    """The last attempt, and the last that made a good backup: the same one where it did."""

    last: Attempt
    good: Attempt | None

    @property
    def is_old(self) -> bool:
        """Whether the newest good backup was made more than two days ago, or never."""
        return self.good is None or self.good.age() > OLD


def remember(state: Path, last: Attempt) -> None:
    """Write down an attempt, at once or not at all. A failed one leaves the good one before it."""
    before = read_note(state)
    good_before = before.good if before else None
    good = good_before if last.problem else last
    fresh = state / f"{LAST_BACKUP}.new"
    fresh.write_text(json.dumps(asdict(Note(last, good)), ensure_ascii=False), encoding="utf-8")
    fresh.replace(state / LAST_BACKUP)


def read_note(state: Path) -> Note | None:
    """The note in a state folder; None where no backup was ever tried, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads((state / LAST_BACKUP).read_text(encoding="utf-8"))
        return note_of(told)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None


def note_of(told: dict[str, Any]) -> Note:
    """The note from its JSON. Earlier releases wrote the last attempt alone, without "last"."""
    if "last" in told:
        return Note(attempt_of(told["last"]), told["good"] and attempt_of(told["good"]))
    last = attempt_of(told)
    return Note(last, None if last.problem else last)


def attempt_of(told: dict[str, Any]) -> Attempt:
    """The attempt with these members. Raises TypeError or ValueError for other members."""
    found = Attempt(**told)
    found.age()
    return found
