"""This file holds the dataclass of the administrator's page."""

from dataclasses import dataclass
from datetime import datetime

from gis_app.operations.state import FailedSignIn, SlowStatement
from layers.messages import Message, Worded


@dataclass(frozen=True)
class NamedQueue:
    """What waits for one another, and how many do it now and wait."""

    title: Message
    held: int
    waiting: int


@dataclass(frozen=True)
class FailedBackup:
    """When it ended, and why it made none."""

    at: datetime
    reason: Worded


@dataclass(frozen=True)
class GoodBackup:
    """When it ended, and where it lies; its size in MB."""

    at: datetime
    file: str
    mb: float
    seconds: float


@dataclass(frozen=True)
class OperationsPage:
    """operations/state.html.

    Sizes in MB. failed_backup: the last attempt where it made none; good_backup: the last good one;
    backup_is_old: there is no good one of the last two days. slow: None where the server does not
    record statements.
    """

    versions: tuple[tuple[str, str], ...]
    database_mb: float
    disk_free_mb: float
    disk_mb: float
    disk_is_full: bool
    connections: int
    most_connections: int
    failed_backup: FailedBackup | None
    good_backup: GoodBackup | None
    backup_is_old: bool
    failures: int
    failed_sign_ins: tuple[FailedSignIn, ...]
    slow: tuple[SlowStatement, ...] | None
    queues: tuple[NamedQueue, ...]
