"""This file stores who waits for the download of a large file."""

from django.db import models


class WaitingDownload(models.Model):
    """A client that was told its place in the queue for large downloads.

    client: a keyed hash of its address and person. It is no longer waiting some seconds after
    `seen`.
    """

    client = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seen"], name="waitingdownload_seen")]

    def __str__(self) -> str:
        return f"{self.client[:8]} {self.since}"
