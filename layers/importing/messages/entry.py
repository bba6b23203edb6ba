"""This file defines an entry of the message tables."""

from enum import StrEnum

from layers.messages import Message


class Severity(StrEnum):
    """An error blocks the file; a warning asks for a review; a note is for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity

# By code: the default severity, the finding, and what to do about it.
Texts = dict[str, tuple[Severity, Message, Message]]
