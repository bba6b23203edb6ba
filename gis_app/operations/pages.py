"""This file holds the dataclass of the administrator's page."""

from dataclasses import dataclass
from datetime import datetime

from gis_app.operations.state import FailedSignIn, SlowStatement
from layers.messages import Message


@dataclass(frozen=True)
class NamedQueue:
    """What waits for one another, and how many do it now and wait."""

    title: Message
    held: int
    waiting: int


@dataclass(frozen=True)
class OperationsPage:
    """operations/state.html.

    Sizes in MB. backup_at: when the last attempt ended, None if none was made; backup_problem: why
    it failed, empty if it did not; backup_is_old: there is no good one of the last two days.
    slow: None where the server does not record statements.
    """

    versions: tuple[tuple[str, str], ...]
    database_mb: float
    disk_free_mb: float
    disk_mb: float
    disk_is_full: bool
    connections: int
    most_connections: int
    backup_at: datetime | None
    backup_mb: float
    backup_seconds: float
    backup_file: str
    backup_problem: str
    backup_is_old: bool
    failures: int
    failed_sign_ins: tuple[FailedSignIn, ...]
    slow: tuple[SlowStatement, ...] | None
    queues: tuple[NamedQueue, ...]
