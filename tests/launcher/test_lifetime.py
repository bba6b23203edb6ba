"""This file tests that everything `./gis` starts also ends, after its last user has ended."""

import os
import pwd
import re
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.launcher.checkout import Checkout, checkout
from tests.processes import running_from

pytestmark = pytest.mark.launcher


@pytest.fixture
def fresh() -> Iterator[Checkout]:
    with checkout() as made:
        yield made


@pytest.mark.release
def test_two_at_once_on_a_fresh_checkout_share_one_database_until_the_last_is_killed(
    fresh: Checkout,
) -> None:
    waiting = [fresh.start("up", MAHALLEH_PORT="18700") for _ in range(2)]
    one, other = (fresh.ready(process) for process in waiting)

    assert one.port != other.port
    assert one.answers()
    assert other.answers()
    assert fresh.calls().count("load_public") == 1
    assert fresh.calls().count("load_demo") == 1
    # The passwords printed by the first one stay valid.
    assert fresh.calls().count("demo_accounts") == 1
    assert sorted("planner secret-words" in up.printed for up in (one, other)) == [False, True]

    one.end(signal.SIGKILL)
    assert other.answers()
    other.end(signal.SIGKILL)
    assert fresh.is_empty_soon()


def test_a_first_run_that_is_killed_while_loading_is_made_good_by_the_next(
    fresh: Checkout,
) -> None:
    process = fresh.start("up", STUB_LOAD_SECONDS="60")
    assert process.stdout is not None
    assert "reading\n" in process.stdout
    process.kill()
    assert fresh.is_empty_soon()

    up = fresh.up()
    assert fresh.calls().count("load_public") == 2
    assert up.end(signal.SIGTERM) == 143


def assert_publishes_until_it_succeeds(checkout: Checkout, **environment: str) -> None:
    failed = checkout.run("up", STUB_PUBLISH_CODE="1", **environment)
    assert failed.returncode == 1
    for _ in range(2):
        up = checkout.up(**environment)
        assert checkout.calls().count("publish") == 2
        assert up.end(signal.SIGTERM) == 143


def test_a_publication_that_failed_after_new_tables_is_repeated_once(fresh: Checkout) -> None:
    assert_publishes_until_it_succeeds(fresh)


def test_so_it_is_on_a_server_of_others(prepared: Checkout, fresh: Checkout) -> None:
    others = prepared.start("manage", "sleep", "60")
    assert others.stdout is not None
    others.stdout.readline()
    prepared.run("manage", "query", "DROP TABLE visit; SELECT 1")
    address = prepared.run("manage", "address").stdout.strip()
    assert_publishes_until_it_succeeds(fresh, DATABASE_URL=address)
    others.terminate()
    assert others.wait(30) != 0


def test_ctrl_c_leaves_no_process_and_the_next_run_finds_the_data(prepared: Checkout) -> None:
    for start in (prepared.up, prepared.up_from_a_script):
        up = start()
        # A terminal sends it to the whole group.
        os.killpg(up.process.pid, signal.SIGINT)
        assert up.process.wait(30) == 130
        assert prepared.is_empty_soon()
    assert prepared.calls().count("load_demo") == 1
    assert (
        "database system was interrupted"
        not in (prepared.state / "cluster/postgres.log").read_text()
    )


def test_a_command_that_is_stopped_takes_its_database_with_it(prepared: Checkout) -> None:
    process = prepared.start("manage", "sleep", "60")
    assert process.stdout is not None
    assert process.stdout.readline() == "asleep\n"
    process.terminate()
    assert process.wait(30) != 0
    assert prepared.is_empty_soon()


def test_a_busy_port_is_passed_over(prepared: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        busy = int(somebody.getsockname()[1])
        up = prepared.up(MAHALLEH_PORT=str(busy))
        assert up.port > busy
        assert up.answers()
        assert up.end(signal.SIGTERM) == 143


def test_a_command_uses_the_running_database_and_does_not_stop_it(prepared: Checkout) -> None:
    up = prepared.up()
    counted = prepared.run("manage", "query", "SELECT count(*) FROM visit")
    assert int(counted.stdout) >= 1
    assert up.answers()
    assert up.end(signal.SIGINT) == 130


def test_a_command_alone_starts_the_database_stops_it_and_passes_its_exit_code_on(
    prepared: Checkout,
) -> None:
    assert prepared.run("manage", "fail").returncode == 9
    assert prepared.is_empty_soon()


@pytest.mark.release
def test_a_site_that_outlives_the_command_that_started_the_database(prepared: Checkout) -> None:
    command = prepared.start("manage", "sleep", "60")
    assert command.stdout is not None
    command.stdout.readline()
    up = prepared.up()
    command.kill()
    command.wait()
    assert up.answers()
    assert up.end(signal.SIGTERM) == 143
    assert prepared.is_empty_soon()


def test_the_database_is_private(prepared: Checkout) -> None:
    settings = prepared.run(
        "manage",
        "query",
        "SELECT current_setting('listen_addresses') || '|' || current_setting('jit') || '|'"
        " || current_setting('fsync') || '|' || pg_encoding_to_char(encoding) || '|'"
        " || (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        " FROM pg_database WHERE datname = current_database()",
    )
    assert settings.stdout.strip() == "|off|on|UTF8|false"
    extensions = prepared.run("manage", "query", "SELECT extname FROM pg_extension")
    assert {"postgis", "pg_trgm"} <= set(extensions.stdout.split())


def test_the_secret_key_is_kept_and_readable_by_its_owner_alone(prepared: Checkout) -> None:
    key = prepared.state / "secret_key"
    before = key.read_text()
    prepared.run("manage", "migrate")
    assert key.read_text() == before
    assert len(before) >= 50
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="changing user needs root")
def test_the_web_server_is_neither_the_databases_user_nor_its_superuser(prepared: Checkout) -> None:
    up = prepared.up()
    running = running_from(prepared.root)
    web = {each.uid for each in running if "deploy.serve" in each.command}
    database = {each.uid for each in running if re.match(r"\S*/bin/postgres ", each.command)}
    assert web == {pwd.getpwnam("www-data").pw_uid}
    assert database == {pwd.getpwnam("postgres").pw_uid}

    socket_folder = prepared.shell(
        "choose_state; cluster=$state/cluster; choose_cluster_user; choose_socket; echo $socket;"
        " cluster="
    ).stdout.strip()
    for role, allowed in (("gis", True), ("postgres", False)):
        asked = subprocess.run(
            ["setpriv", "--reuid=www-data", "--regid=www-data", "--groups=postgres", "--",
             "psql", "-X", "-h", socket_folder, "-U", role, "-d", "mahalleh", "-c", "SELECT 1"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (asked.returncode == 0) == allowed, asked.stderr
    assert up.end(signal.SIGTERM) == 143
