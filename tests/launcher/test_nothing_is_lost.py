"""This file kills the whole product at random moments while a person saves and a file is imported.

Whatever was answered as saved is stored, once; an import is stored wholly or not at all; and what
is answered meanwhile is words.
"""

import json
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.launcher.checkout import Checkout, Up, checkout, copy_product
from tests.launcher.killing import kill, postmaster, web_server, workers
from tests.layers.importing.files import feature, point, write_geojson
from tests.planning.drafts import COUNTY, square

pytestmark = [pytest.mark.launcher, pytest.mark.slow, pytest.mark.release]

TIMES = 20
MOST_S = 10.0
PORT = "18720"
TOKEN = "a" * 32
PERSIAN = re.compile("[\u0600-\u06ff]")
SCHOOLS = 1_500


@pytest.fixture(scope="module")
def product() -> Iterator[Checkout]:
    with checkout(copy=copy_product) as made:
        yield made


def start(product: Checkout) -> Up:
    return product.up(MAHALLEH_PORT=PORT)


@dataclass
class Person:
    """Somebody who saves one new area after the other and keeps what the site has answered."""

    port: int
    session: str
    saved: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    strange: list[tuple[int, str]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        number = 0
        while not self.is_over.is_set():
            number += 1
            try:
                status, text = self.save(f"آزمون {number}", number)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status == 201:
                self.saved.append(f"آزمون {number}")
            elif status == 401:
                time.sleep(0.1)
            elif status in (503, 507) and PERSIAN.search(text) and re.search("[a-z]{4}", text):
                self.refused[status] += 1
                time.sleep(0.1)
            else:
                self.strange.append((status, text[:300]))

    def save(self, name: str, number: int) -> tuple[int, str]:
        body = {
            "code": None,
            "based_on": None,
            "county": COUNTY,
            "name_fa": name,
            "name_en": f"Test {number}",
            "geometry": square(number % 20, number // 20 % 5),
        }
        headers = {
            "Cookie": f"csrftoken={TOKEN}; sessionid={self.session}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/planning/target-areas/save/", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def saves_again(self) -> float:
        """Seconds until the next area is saved."""
        begun, before = time.monotonic(), len(self.saved)
        while len(self.saved) == before:
            assert time.monotonic() - begun < MOST_S, (self.refused, self.strange)
            time.sleep(0.02)
        return time.monotonic() - begun


def signed_in(up: Up) -> str:
    """The session of the sample's person of an agency, whose password `./gis up` has printed."""
    found = re.search(r"^agency\s+(\S+)\s+(\S+)", up.printed, re.MULTILINE)
    assert found, up.printed
    form = urlencode({"username": found[1], "password": found[2], "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Cookie": f"csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = HTTPConnection("127.0.0.1", up.port, timeout=30)
    connection.request("POST", "/accounts/sign-in/", form, headers)
    cookies = str(connection.getresponse().headers.get_all("Set-Cookie"))
    connection.close()
    session = re.search(r"sessionid=(\w+)", cookies)
    assert session, cookies
    return session[1]


def ask(product: Checkout, python: str) -> list[str]:
    """What a few lines of Python print in the product's shell."""
    done = product.run("manage", "shell", "-v", "0", "-c", python)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def stored_names(product: Checkout) -> Counter[str]:
    names = "Revision.objects.filter(name_en__startswith='Test ').values_list('name_fa', flat=True)"
    printed = ask(product, f"from planning.models import Revision\nprint(*{names}, sep='\\n')")
    return Counter(line for line in printed if line)


PARTS: dict[str, Callable[[Up, Checkout], list[int]]] = {
    "web server": web_server,
    "workers": workers,
    "database": postmaster,
    "launcher": lambda up, _: [up.process.pid],
}


@pytest.mark.parametrize("part", PARTS)
def test_no_save_is_lost_or_doubled_by_twenty_kills(product: Checkout, part: str) -> None:
    up = start(product)
    person = Person(up.port, signed_in(up))
    before = stored_names(product)
    working = threading.Thread(target=person.work, daemon=True)
    working.start()
    moments, seconds = random.Random(part), []
    person.saves_again()
    for _ in range(TIMES):
        time.sleep(moments.random())
        kill(PARTS[part](up, product))
        if part == "launcher":
            up.process.wait()
            up = start(product)
            # Each start of the sample gives its accounts new passwords, which end their sessions.
            person.port, person.session = up.port, signed_in(up)
        seconds.append(person.saves_again())
    person.is_over.set()
    working.join(30)
    stored = stored_names(product) - before
    assert not person.strange
    assert [name for name in person.saved if stored[name] != 1] == []
    assert max(stored.values()) == 1
    print(
        f"{part}: {len(person.saved)} saved, {dict(person.refused)}, {max(seconds):.1f} s at most"
    )
    assert up.end(signal.SIGTERM) == 143
    assert product.is_empty_soon()


def test_an_import_is_stored_wholly_or_not_at_all(product: Checkout, tmp_path: Path) -> None:
    up = start(product)
    source = ask(product, "from layers.models import Source\nprint(Source.objects.first().code)")[0]
    moments = random.Random("import")
    outcomes: Counter[int] = Counter()
    for turn in range(TIMES):
        rows = [
            feature(
                point(51.2 + number / 1e5, 35.5),
                code=f"kill-{turn}-{number}",
                name_fa=f"مدرسهٔ آزمون {number}",
                county_code=COUNTY,
                stage="ابتدایی",
                pupils_sex="دخترانه",
                pupils=120,
            )
            for number in range(SCHOOLS)
        ]
        path = write_geojson(tmp_path / f"{turn}.geojson", *rows)
        words = ["manage", "import_layer", str(path), "--layer", "schools", "--source", source]
        running = product.start(*words, "--commit")
        time.sleep(1.5 + 4 * moments.random())
        running.kill()
        running.wait()
        wanted = f"School.objects.filter(code__startswith='kill-{turn}-').count()"
        outcomes[int(ask(product, f"from layers.models import School\nprint({wanted})")[0])] += 1
    print(f"rows after a kill: {dict(outcomes)}")
    assert set(outcomes) <= {0, SCHOOLS}
    assert up.end(signal.SIGTERM) == 143
