"""This file tests the nginx of deploy/, unprivileged, in front of the product."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.db import connection

from bench.server import Server
from tests.served import served

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: object) -> Iterator[None]:
    started = subprocess.Popen([str(word) for word in command], cwd=ROOT)
    try:
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)


def wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


@dataclass(frozen=True)
class Site:
    """nginx on `port` in front of the product, whose server is `product`."""

    port: int
    product: Server

    def get(self, address: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", address, headers=named)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


def configured(folder: Path, port: int, upstream: int) -> Path:
    """A copy of deploy/nginx with other ports, and the folders that it asks for."""
    copy = folder / "conf"
    shutil.copytree(ROOT / "deploy/nginx", copy)
    for name in ("logs", "cache", "temp"):
        (folder / name).mkdir()
    site = copy / "site.conf"
    text = site.read_text()
    for old, new in (
        ("listen 8080", f"listen 127.0.0.1:{port}"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("client_body_timeout 15s", "client_body_timeout 2s"),
    ):
        assert old in text
        text = text.replace(old, new)
    site.write_text(text)
    return copy / "nginx.conf"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    name = connection.settings_dict["NAME"]
    with served(name, MAHALLEH_WORKERS="1", MAHALLEH_PROXIES="1") as product:
        conf = configured(folder, port, product.port)
        command = [*unprivileged(folder), NGINX, "-p", folder, "-c", conf, "-g", "daemon off;"]
        with process(*command):
            wait_for(port)
            yield Site(port, product)


def unprivileged(folder: Path) -> list[str]:
    """The start of a command that takes root's rights away, and leaves it this folder."""
    if os.geteuid() != 0:
        return []
    for each in (folder, *folder.rglob("*"), *folder.parents):
        if str(each).startswith("/tmp/"):
            each.chmod(each.stat().st_mode | 0o055)
    for name in ("logs", "cache", "temp", "."):
        os.chown(folder / name, 65534, 65534)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]


def test_its_configuration_is_sound_with_tls_too(tmp_path: Path) -> None:
    conf = configured(tmp_path, free_port(), free_port())
    (tmp_path / "conf/tls").mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test",
         "-keyout", tmp_path / "conf/tls/key.pem", "-out", tmp_path / "conf/tls/certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    conf.write_text(
        conf.read_text().replace("include site.conf;", "include site.conf; include tls.conf;")
    )
    told = subprocess.run(
        [NGINX, "-t", "-p", tmp_path, "-c", conf], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr


def versioned_tile(site: Site) -> str:
    _, body = site.get("/tiles/provinces.json")
    address = re.search(rb'"tiles": \["http://[^/]+(/tiles/[^"{]+)', body)
    assert address
    return address.group(1).decode() + "5/20/12.mvt"


def test_a_versioned_tile_comes_from_the_cache_and_in_ranges(site: Site) -> None:
    address = versioned_tile(site)
    first, body = site.get(address)
    second, again = site.get(address, Cookie="sessionid=of-somebody")
    assert (first.status, second.status) == (200, 200)
    assert second.headers["X-Cache"] == "HIT"
    assert body == again
    part, piece = site.get(address, Range="bytes=2-9")
    assert (part.status, piece) == (206, body[2:10])
    small, packed = site.get(address, Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(packed) < len(body)


def test_the_newest_tile_and_pages_are_not_kept(site: Site) -> None:
    for address in ("/tiles/provinces/5/20/12.mvt", "/healthz", "/accounts/sign-in/"):
        for _ in range(2):
            answer, _body = site.get(address)
            assert answer.status == 200
            assert "X-Cache" not in answer.headers


def test_static_files_are_kept_with_their_types(site: Site) -> None:
    _, page = site.get("/accounts/sign-in/")
    sheet = re.search(rb'href="(/static/[^"]+\.css)"', page)
    assert sheet
    for _ in range(2):
        answer, body = site.get(sheet.group(1).decode())
    assert answer.headers["X-Cache"] == "HIT"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert body


def test_more_slow_bodies_than_threads_delay_nobody_and_are_ended(site: Site) -> None:
    slow = []
    for _ in range(12):
        each = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        each.sendall(
            b"POST /planning/measure/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"
        )
        slow.append(each)
    begun = time.monotonic()
    assert site.get("/accounts/sign-in/")[0].status == 200
    assert time.monotonic() - begun < 2
    assert all(is_ended(each) for each in slow)
    assert time.monotonic() - begun < 8


def is_ended(connection: socket.socket) -> bool:
    """Whether the other end has closed or reset a connection, within its time limit."""
    with connection:
        try:
            return b"HTTP/1.1 200" not in connection.recv(100)
        except ConnectionResetError:
            return True


def test_a_slow_reader_of_a_download_holds_no_thread(site: Site) -> None:
    readers = []
    for _ in range(4):
        each = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.sendall(b"GET /export/counties.geojson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        each.recv(1)
        readers.append(each)
    begun = time.monotonic()
    assert site.get("/accounts/sign-in/")[0].status == 200
    assert time.monotonic() - begun < 5
    for each in readers:
        each.close()


def test_a_body_that_is_too_large_is_refused_before_the_product(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(
            b"POST /planning/lists/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 7000000\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_forged_address_is_not_believed(site: Site) -> None:
    # Ten wrong passwords lock the name for this address, whatever the caller claims to be.
    def guess(number: int) -> int:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
        connection.request("GET", "/accounts/sign-in/")
        page = connection.getresponse()
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.read())
        body = (
            f"csrfmiddlewaretoken={token.group(1).decode()}&username=nobody-here&password=x{number}"
        )
        connection.request(
            "POST", "/accounts/sign-in/", body,
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded",
             "X-Forwarded-For": f"10.0.0.{number}"},
        )  # fmt: skip
        return connection.getresponse().status

    assert [guess(number) for number in range(11)][-1] in (403, 429)


def test_what_is_kept_is_served_while_the_product_is_away(site: Site) -> None:
    address = versioned_tile(site)
    _, body = site.get(address)
    signal_workers(site, signal.SIGSTOP)
    try:
        answered: list[bytes] = []
        asking = threading.Thread(target=lambda: answered.append(site.get(address)[1]))
        asking.start()
        asking.join(5)
        assert answered == [body]
    finally:
        signal_workers(site, signal.SIGCONT)


def signal_workers(site: Site, number: signal.Signals) -> None:
    for worker in site.product.workers():
        os.kill(worker, number)
