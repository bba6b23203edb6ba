"""This file holds the reasons why a backup cannot be made, read or restored."""

from layers.messages import Worded


class BackupProblem(Exception):
    """Ends the work; nothing half made stays. words: both languages. detail: a program's own."""

    def __init__(self, words: Worded, *, detail: str = "") -> None:
        super().__init__(words.in_language("en"))
        self.words = words
        self.detail = detail.strip()


class Damaged(BackupProblem):
    """The file is not what was written."""


class NotABackup(BackupProblem):
    """The file is something else."""


class NotSame(BackupProblem):
    """What was restored differs from what was backed up."""
