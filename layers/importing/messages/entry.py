"""This file says what one entry of the tables of messages is made of."""

from enum import StrEnum

from layers.messages import Message


class Severity(StrEnum):
    """An error keeps the file out; a warning wants a look; a note is for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity

# By code: how severe it usually is, what was found, what to do about it.
Texts = dict[str, tuple[Severity, Message, Message]]
