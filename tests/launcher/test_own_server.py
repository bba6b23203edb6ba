"""This file tests `./gis up` with a DATABASE_URL: an external server is used and left unchanged."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg2
import pytest

from tests.launcher.checkout import ROOT, Checkout, checkout, clean_environment

pytestmark = pytest.mark.launcher


@pytest.fixture(scope="module")
def server_database() -> Iterator[str]:
    """The address of an empty database on the server of this test run."""
    given = os.environ["DATABASE_URL"]
    target = dj_database_url.parse(given)
    name = f"launcher_{secrets.token_hex(4)}"
    connection = psycopg2.connect(host=target["HOST"], user=target["USER"], dbname=target["NAME"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def site() -> Iterator[Checkout]:
    with checkout() as made:
        yield made


def test_no_database_is_started_and_nothing_invented_is_loaded(
    site: Checkout, server_database: str
) -> None:
    up = site.up(DATABASE_URL=server_database)
    assert up.answers()
    assert not (site.state / "cluster").exists()
    assert "load_public" in site.calls()
    assert "load_demo" not in site.calls()
    assert "demo_accounts" not in site.calls()
    assert up.end(signal.SIGINT) == 130
    assert site.processes() == []


def test_invented_data_are_loaded_where_they_are_asked_for(
    site: Checkout, server_database: str
) -> None:
    up = site.up(DATABASE_URL=server_database, MAHALLEH_DEMO="1")
    assert "load_demo" in site.calls()
    assert "planner secret-words" in up.printed
    assert up.end(signal.SIGINT) == 130


def test_a_site_that_answers_nothing_but_errors_is_given_up_in_words(
    site: Checkout, server_database: str
) -> None:
    (site.root / "gis_app/broken").touch()
    program = site.root / "deploy/up.sh"
    program.write_text(program.read_text().replace("ANSWER_SECONDS=120", "ANSWER_SECONDS=2"))
    result = site.run("up", DATABASE_URL=server_database, MAHALLEH_PORT="18700")
    assert result.returncode == 1
    assert "did not answer properly within 2 seconds" in result.stdout + result.stderr
    assert "broken for a test" in result.stdout + result.stderr
    assert site.processes() == []


def test_a_server_that_does_not_answer_is_named_and_nothing_is_served(tmp_path: Path) -> None:
    # This uses the real site, for its own checks.
    with checkout() as made:
        for part in ("gis_app", "accounts", "layers", "planning", "atlas", "sample", "persian"):
            shutil.rmtree(made.root / part, ignore_errors=True)
            (made.root / part).symlink_to(ROOT / part)
        shutil.copy(ROOT / "manage.py", made.root)
        result = made.run("up", DATABASE_URL="postgis://nobody@127.0.0.1:9/nowhere")
    assert "پایگاه داده پاسخ نمی‌دهد" in result.stderr
    assert "The database does not answer" in result.stderr
    assert result.returncode == 6


def test_a_port_range_that_is_full_is_its_own_exit_code() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.serve", "65536", str(os.getpid())],
        cwd=ROOT,
        env=clean_environment(),
        check=False,
    )
    assert ended.returncode == 8
