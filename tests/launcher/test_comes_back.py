"""This file kills what `./gis up` has started, and tests that the site comes back by itself."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.launcher.checkout import Checkout, Up, checkout
from tests.launcher.killing import KILLED, keeper, kill, postmaster, workers

pytestmark = [pytest.mark.launcher, pytest.mark.slow]

MOST_S = 10.0


@pytest.fixture(scope="module")
def prepared() -> Iterator[Checkout]:
    """A checkout of its own: its database is killed, which others must not find in the log."""
    with checkout() as made:
        assert made.run("manage", "migrate").returncode == 0
        yield made


@pytest.fixture
def on_a_small_disk() -> Iterator[Checkout]:
    """A checkout whose state has a disk of its own, of 400 MB."""
    if os.geteuid():
        pytest.skip("only root makes a small disk")
    with checkout(with_venv=False) as made:
        made.state.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "small", str(made.state)]
        subprocess.run(mount, check=True)
        try:
            made.give_venv()
            yield made
        finally:
            for process in made.started:
                process.kill()
            made.is_empty_soon()
            subprocess.run(["umount", "--lazy", str(made.state)], check=True)


def back_after_s(up: Up) -> float:
    """Seconds until the site answers ten times in a row."""
    begun = time.monotonic()
    answered = 0
    while answered < 10:
        assert time.monotonic() - begun < MOST_S, "the site did not come back"
        try:
            answered = answered + 1 if up.answers() else 0
        except OSError:
            answered = 0
        if not answered:
            time.sleep(0.1)
    return time.monotonic() - begun


@pytest.mark.parametrize("what", KILLED)
def test_what_is_killed_comes_back_and_is_in_the_log(prepared: Checkout, what: str) -> None:
    up = prepared.up()
    for _ in range(2):
        found = KILLED[what](up, prepared)
        assert found
        kill(found)
        back_after_s(up)
    log = (prepared.state / "web.log").read_text()
    database_log = (prepared.state / "cluster/postgres.log").read_text()
    told = {
        "web server": "the web server has ended with 137; starting it again" in log,
        "workers": "Unexpected exit from worker" in log,
        "postmaster": "keeper: PostgreSQL ended with 137; starting it again" in database_log,
        "backends": "terminated by signal 9" in database_log,
        "keeper": "the keeper of the database has ended; starting another" in log,
    }
    assert told[what]
    assert up.end(signal.SIGTERM) == 143
    assert prepared.is_empty_soon()


def test_a_keeper_that_is_killed_while_it_starts_is_replaced(prepared: Checkout) -> None:
    up = prepared.up()
    for _ in range(3):
        first = keeper(up, prepared)
        kill(first)
        kill(next_keeper(up, prepared, first))
        back_after_s(up)
    assert up.end(signal.SIGTERM) == 143
    assert prepared.is_empty_soon()


def next_keeper(up: Up, checkout: Checkout, killed: list[int]) -> list[int]:
    """The keeper that is started for a killed one, as soon as it is there."""
    ends_at = time.monotonic() + MOST_S
    while not (found := set(keeper(up, checkout)) - set(killed)):
        assert time.monotonic() < ends_at, "no other keeper was started"
    return list(found)


def test_a_worker_that_dies_again_and_again_does_not_end_the_site(prepared: Checkout) -> None:
    up = prepared.up()
    for _ in range(4):
        kill(workers(up, prepared)[:1])
        time.sleep(1.5)
    back_after_s(up)
    assert up.end(signal.SIGTERM) == 143
    assert prepared.is_empty_soon()


@pytest.mark.release
def test_twenty_kills_at_random_moments(prepared: Checkout) -> None:
    up = prepared.up()
    moments = random.Random(13)
    for _ in range(20):
        what = moments.choice(list(KILLED))
        kill(KILLED[what](up, prepared))
        time.sleep(moments.random() * 2)
        back_after_s(up)
    assert up.end(signal.SIGTERM) == 143
    assert prepared.is_empty_soon()


@pytest.mark.release
def test_after_a_full_disk_nobody_has_to_come(on_a_small_disk: Checkout) -> None:
    up = on_a_small_disk.up()
    assert up.answers()
    filling = on_a_small_disk.state / "filling"
    with filling.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(100_000)) == 100_000:
            pass
    ends_at = time.monotonic() + 10
    while time.monotonic() < ends_at:
        with contextlib.suppress(OSError):
            up.answers()
    # On a full disk a restart is the worst that can happen.
    kill(postmaster(up, on_a_small_disk))
    time.sleep(3)
    filling.unlink()
    back_after_s(up)
    assert up.end(signal.SIGTERM) == 143
