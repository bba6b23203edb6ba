"""This file starts the product as users get it (granian, hashed files, CSP) and a real Chromium."""

import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from tests.served import served

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--use-gl=angle",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
]
# The processor paints frames, and two workers share it: sixty a second would leave too little time
# for anything else. Ten cost a quarter less than twenty while drawing or dragging, and every frame
# that the page requests is still painted.
FEWER_FRAMES = """(() => {
  const paint = requestAnimationFrame, waiting = new Map();
  let last = 0;
  window.requestAnimationFrame = (work) => {
    const id = (last += 1);
    const frame = (time) => { waiting.delete(id); work(time); };
    waiting.set(id, setTimeout(() => paint((time) => waiting.has(id) && frame(time)), 100));
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
  };
})()"""
PATIENCE_MS, USUAL_MS = 20_000, 5_000
SIZES = {1440: {"width": 1440, "height": 900}, 360: {"width": 360, "height": 800}}


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the running product, on the session's data. Tests must leave no trace."""
    with served(connection.settings_dict["NAME"], MAHALLEH_WORKERS="1") as site:
        yield site.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield browser
        browser.close()
        # With Playwright's loop, the tests had a connection of its context that is never closed:
        # PostgreSQL would wait five seconds for it before it drops the database.
        connections.close_all()


class Visit:
    """A page, with all errors and outside requests while it was open."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)
        page.context.on("request", self._watch)

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.outside.append(request.url)

    def go(self, path: str) -> Page:
        self.page.goto(self.server + path)
        return self.page


def committed(blocker: Any, work: Callable[[], Any]) -> Any:
    """The result of `work`, run on a separate connection outside the test's transaction.

    The server has another connection and sees only committed rows.
    """

    def apart() -> Any:
        with blocker.unblock():
            try:
                return work()
            finally:
                connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as worker:
        return worker.submit(apart).result()


def begin_session(name: str, using: str = "default") -> str:
    """The key of a session of this person, as created by the sign-in page.

    The sign-in page itself is tested with a password; elsewhere hashing would only cost time.
    """
    user = User.objects.using(using).get(username=name)
    data = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    session = Session(
        session_key=secrets.token_hex(16),
        session_data=SessionStore().encode(data),
        expire_date=timezone.now() + timedelta(hours=1),
    )
    session.save(using=using)
    return str(session.session_key)


@pytest.fixture
def account(django_db_blocker: Any) -> Iterator[Callable[..., str]]:
    """account(name, **fields of User): the session key of a person stored for the server.

    The account is deleted at the end.
    """
    users: list[User] = []

    def make(name: str, **fields: str) -> str:
        create = partial(User.objects.create_user, name, **fields)
        users.append(committed(django_db_blocker, create))
        return str(committed(django_db_blocker, partial(begin_session, name)))

    yield make
    committed(django_db_blocker, lambda: [user.delete() for user in users])


@pytest.fixture
def visit(server: str, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """visit(width=1440, lang="fa", **context options): a Visit whose network reaches the server
    only.

    The fixture fails at the end if a page reported an error or requested another host.
    """
    with visiting(server, chromium) as make:
        yield make


@pytest.fixture
def patience() -> Iterator[None]:
    """A figure needs a request to the server, which may be slow on a busy machine."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=USUAL_MS)


@contextmanager
def visiting(server: str, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """The visits of one server, checked at the end."""
    visits: list[Visit] = []
    contexts = []

    def make(width: int = 1440, lang: str = "fa", session: str = "", **options: Any) -> Visit:
        context = chromium.new_context(
            viewport=SIZES[width], locale=lang, has_touch=width < 720, **options
        )
        if session:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": session, "url": server}])
        context.add_init_script(FEWER_FRAMES)
        contexts.append(context)
        made = Visit(context.new_page(), server)
        made.page.set_default_timeout(PATIENCE_MS)
        visits.append(made)
        return made

    yield make
    for made in visits:
        assert made.outside == []
        assert made.errors == []
    for context in contexts:
        context.close()
