"""This file limits how many large downloads a process sends at once, and tells others their place.

Sending a large file over a slow line occupies a thread of the web server for as long as the reader
takes. Small files need no slot: the server takes them over in one piece.
"""

import threading
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from layers.messages import message as _
from layers.models import WaitingDownload
from layers.problems import Busy

# A client asks again after RETRY_S; one that was not seen for WAITS_S has given up.
RETRY_S = 5
WAITS_S = 20


class InQueue(Busy):
    """All slots for large downloads are taken. place: from 1 on, in the order of asking."""

    def __init__(self, place: int) -> None:
        super().__init__(
            _(
                "اکنون چند فایل بزرگ در حال دریافت است. نوبت شما: {place}. نوبت شما نگه داشته"
                " می‌شود؛ تا {wait} ثانیهٔ دیگر دوباره درخواست کنید. فایل‌های کوچک، مانند یک"
                " شهرستان، نوبت نمی‌خواهند.",
                place=place,
                wait=WAITS_S,
            ),
            retry_after_s=RETRY_S,
            place=place,
        )


class _Slots:
    """The free slots of this process."""

    def __init__(self) -> None:
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, *, leave: int) -> bool:
        """Whether a slot was taken; `leave` is the number of free slots that others may claim."""
        with self._lock:
            is_free = self._taken + leave < settings.LARGE_DOWNLOADS
            self._taken += is_free
            return is_free

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


_slots = _Slots()


class Slot:
    """The right of one client to receive a large file; it is taken when the file proves large."""

    def __init__(self, client: str) -> None:
        self._client = client
        self._is_taken = False

    def take(self) -> None:
        """Take a slot unless it is already taken. Raises InQueue with the client's place."""
        if self._is_taken:
            return
        ahead, is_known = clients_ahead(self._client)
        self._is_taken = _slots.take(leave=ahead)
        if not self._is_taken:
            wait_in_line(self._client)
            raise InQueue(ahead + 1)
        if is_known:
            WaitingDownload.objects.filter(client=self._client).delete()

    def release(self) -> None:
        """Give the slot back; harmless if it is not taken."""
        if self._is_taken:
            self._is_taken = False
            _slots.give_back()


def client_of(address: str | None, person: object) -> str:
    """The name under which a client waits: the same from request to request, and no address."""
    return salted_hmac("layers.exporting.queue", f"{address} {person}").hexdigest()


def clients_ahead(client: str) -> tuple[int, bool]:
    """How many clients asked before this one, and whether it waits already."""
    since = dict(
        WaitingDownload.objects.filter(
            seen__gt=timezone.now() - timedelta(seconds=WAITS_S)
        ).values_list("client", "since")
    )
    own = since.pop(client, None)
    return sum(own is None or other < own for other in since.values()), own is not None


def wait_in_line(client: str) -> None:
    """Keep the place of a client, or give it the last."""
    now = timezone.now()
    WaitingDownload.objects.filter(seen__lte=now - timedelta(seconds=WAITS_S)).delete()
    WaitingDownload.objects.update_or_create(
        client=client, defaults={"seen": now}, create_defaults={"since": now, "seen": now}
    )
