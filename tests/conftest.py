"""This file creates the test database: real PostGIS, public and sample data loaded once."""

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from whitenoise.base import WhiteNoise

from accounts.models import Role, User
from layers.models import ChoiceSecret
from layers.ogc.items import _totals
from layers.tiles.extents import _extents
from tests.forked_jobs import start_by_fork

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Thousands of tests leave little garbage, but many objects for the collector to scan.
gc.set_threshold(100_000, 50, 100)

SAMPLE = "mahalleh_sample"
# Folders of tests without a database.
NEED_NO_SAMPLE = {"launcher", "town", "architecture", "persian"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start browser tests first: they take longest and would otherwise keep one worker busy alone.

    The first worker makes the sample, which takes as long as a dozen tests of the browser: the
    others meanwhile run the launcher's tests and those that need no database.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            # The sample is loaded once: such a test would empty it for those that follow.
            raise pytest.UsageError(f"{item.nodeid} would empty the tables after itself")
    browser = [item for item in items if item.get_closest_marker("browser")]
    first = browser[0].path if browser else None

    def turn(item: pytest.Item) -> int:
        if item.path == first:
            return 0
        if not NEED_NO_SAMPLE.isdisjoint(item.path.parts):
            return 1
        return 2 if item.get_closest_marker("browser") else 3

    items.sort(key=turn)


def once_for_all_workers(name: str, work: Callable[[], None]) -> None:
    """Do `work` in the first worker that gets here; the others wait for it."""
    state = Path(settings.STATIC_ROOT).parent
    state.mkdir(parents=True, exist_ok=True)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    with (state / f"{name}.run").open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        mark.seek(0)
        if not run or mark.read() != run:
            work()
            mark.seek(0)
            mark.truncate()
            mark.write(run)


def make_sample() -> None:
    """A database with public and sample data, the template of each worker's own."""
    own = connection.settings_dict["TEST"]["NAME"]
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = SAMPLE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    # What is suppressed to protect other counts follows from the secret: the same in every run.
    ChoiceSecret.objects.create(pk=1, secret=b"of the tests")
    call_command("load_public", verbosity=0)
    call_command("load_demo", verbosity=0)
    connection.creation.destroy_test_db(usual, verbosity=0, keepdb=True)
    connection.settings_dict["TEST"]["NAME"] = own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> None:
    """Data are loaded once for the run, not for each test or each worker.

    A test may change anything inside its transaction, which is rolled back.
    """
    with django_db_blocker.unblock():
        once_for_all_workers(SAMPLE, make_sample)
    connection.settings_dict["TEST"]["TEMPLATE"] = SAMPLE


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The worker's own database; that of pytest-django makes none for a test without its marker."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Counts and extents are kept by the state of a layer, which a test may take back."""
    _totals.clear()
    _extents.clear()


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    """Static files under their hashed names, as users get them."""
    collect = partial(call_command, "collectstatic", interactive=False, verbosity=0)
    once_for_all_workers("collected", collect)
    # A test module that imports the storage creates it during collection, before any file exists.
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = (
        staticfiles_storage.load_manifest()
    )


@pytest.fixture(scope="session", autouse=True)
def static_files_listed_once(collected_static: None) -> Iterator[None]:
    """Every test client builds its own middleware, which would list all static files each time."""
    listed: dict[tuple[str, str], dict[str, Any]] = {}
    list_files = WhiteNoise.update_files_dictionary

    def list_once(server: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in listed:
            list_files(server, root, prefix)
            listed[root, prefix] = dict(server.files)
        server.files.update(listed[root, prefix])

    with patch.object(WhiteNoise, "update_files_dictionary", list_once):
        yield


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """Use a fast hasher: tests guess hundreds of passwords and often create sample accounts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def jobs_start_quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the jobs of the sandbox, except in tests of the interpreter's own start."""
    if request.node.get_closest_marker("own_interpreter") is None:
        monkeypatch.setattr("layers.sandbox.run._start", start_by_fork)


@pytest.fixture(autouse=True)
def answers_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every answer as a server does; an unread file keeps its export slot."""
    files: list[Any] = []
    ask = Client.request

    def ask_and_remember(client: Client, **request: Any) -> Any:
        answer = ask(client, **request)
        if answer.streaming:
            files.append(answer)
        return answer

    monkeypatch.setattr(Client, "request", ask_and_remember)
    yield
    for answer in files:
        answer.close()


ROLES: dict[str, dict[str, str]] = {
    "visitor": {},
    "viewer": {"role": Role.VIEWER},
    "agency": {"role": Role.AGENCY, "agency_code": "emdad", "province_code": "23"},
    "county": {"role": Role.COUNTY, "province_code": "23", "county_code": "2310"},
    "province": {"role": Role.PROVINCE, "province_code": "23"},
    "other_province": {"role": Role.PROVINCE, "province_code": "30"},
    "national": {"role": Role.NATIONAL},
}


# For tests over many pages: one page of each kind in the usual tier, the others before a release.
EACH_KIND = ("visitor", "county", "other_province", "national")
OTHERS = tuple(name for name in ROLES if name not in EACH_KIND)
ONE_BY_ONE = [*EACH_KIND, *(pytest.param(name, marks=pytest.mark.release) for name in OTHERS)]
TOGETHER = [
    pytest.param(EACH_KIND, id="each kind"),
    pytest.param(OTHERS, id="the others", marks=pytest.mark.release),
]


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """Every role in turn, and the visitor who has not signed in."""
    return str(request.param)


@pytest.fixture
def client_of(db: None) -> Any:
    """client_of(role) is a test client signed in as that role (see ROLES)."""

    def make(name: str) -> Client:
        client = Client()
        if name != "visitor":
            user = User.objects.create_user(f"test-{name}", **ROLES[name])
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
