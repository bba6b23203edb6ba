"""This file limits how many large downloads a process sends at once, and tells others their place.

A large file over a slow line keeps its space on the disk and a connection of the web server for as
long as the reader takes. Small files need no slot: the server takes them over in one piece.
"""

import threading
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from layers.messages import counted
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


class EnoughForOne(Busy):
    """This client receives as many large files as one may; it gets no place in the queue.

    A place would hold back the others, whose turn comes before its files have ended.
    """

    def __init__(self, count: int) -> None:
        super().__init__(
            counted(
                "{count} فایل بزرگ هم‌اکنون با همین حساب یا از همین نشانی در حال دریافت است. پس از"
                " پایان آن دوباره درخواست کنید.",
                count=count,
            ),
            retry_after_s=RETRY_S,
        )


class _Slots:
    """The free slots of this process."""

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, client: str, *, leave: int) -> bool:
        """Whether a slot was taken; `leave` is the number of free slots that others may claim.

        One client has at most half of the slots, so that its slow lines never stop all others.
        Raises EnoughForOne if it has them.
        """
        most = settings.LARGE_DOWNLOADS
        with self._lock:
            if self._of[client] >= (most + 1) // 2:
                raise EnoughForOne(self._of[client])
            is_free = self._of.total() + leave < most
            if is_free:
                self._of[client] += 1
            return is_free

    def give_back(self, client: str) -> None:
        with self._lock:
            self._of[client] -= 1
            self._of += Counter()  # drops the clients without a slot


_slots = _Slots()


class Slot:
    """The right of one client to receive a large file; it is taken when the file proves large."""

    def __init__(self, client: str) -> None:
        self._client = client
        self._is_taken = False

    def take(self) -> None:
        """Take a slot unless it is already taken. Raises InQueue with the place, EnoughForOne."""
        if self._is_taken:
            return
        ahead, is_known = clients_ahead(self._client)
        self._is_taken = _slots.take(self._client, leave=ahead)
        if not self._is_taken:
            wait_in_line(self._client)
            raise InQueue(ahead + 1)
        if is_known:
            WaitingDownload.objects.filter(client=self._client).delete()

    def release(self) -> None:
        """Give the slot back; harmless if it is not taken."""
        if self._is_taken:
            self._is_taken = False
            _slots.give_back(self._client)


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


def waiting() -> int:
    """How many clients wait for a large download."""
    seen_since = timezone.now() - timedelta(seconds=WAITS_S)
    return WaitingDownload.objects.filter(seen__gt=seen_since).count()


def wait_in_line(client: str) -> None:
    """Keep the place of a client, or give it the last."""
    now = timezone.now()
    WaitingDownload.objects.filter(seen__lte=now - timedelta(seconds=WAITS_S)).delete()
    WaitingDownload.objects.update_or_create(
        client=client, defaults={"seen": now}, create_defaults={"since": now, "seen": now}
    )
