"""This file tests what Django learns of a request from the web server."""

from types import SimpleNamespace
from typing import Any

from gis_app.environ import environ_of


def scope(*headers: tuple[str, str], **changes: Any) -> Any:
    """A request as granian hands it over."""
    fields = {
        "method": "GET",
        "path": "/",
        "query_string": "",
        "server": "127.0.0.1:8000",
        "client": "127.0.0.1:40000",
        "scheme": "http",
        "http_version": "1.1",
        "authority": None,
        "headers": SimpleNamespace(items=lambda: list(headers)),
    }
    return SimpleNamespace(**fields | changes)


def test_an_address_in_persian_is_the_same_to_django() -> None:
    environ = environ_of(scope(path="/areas/محله/", query_string="q=%D8%A7"))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/areas/محله/"
    assert environ["QUERY_STRING"] == "q=%D8%A7"


def test_where_a_request_comes_from_and_goes_to() -> None:
    environ = environ_of(scope(client="[::1]:40000"))
    assert environ["REMOTE_ADDR"] == "::1"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert environ_of(scope(authority="a.ir", http_version="2"))["HTTP_HOST"] == "a.ir"


def test_headers_that_are_sent_twice_are_joined() -> None:
    environ = environ_of(scope(("x-a", "1"), ("x-a", "2"), ("cookie", "a=1"), ("cookie", "b=2")))
    assert environ["HTTP_X_A"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1;b=2"


def test_a_body_is_described_without_http() -> None:
    environ = environ_of(scope(("content-type", "a/b"), ("content-length", "3")))
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("a/b", "3")
    assert not any(name.startswith("HTTP_CONTENT") for name in environ)


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    environ = environ_of(scope(("x_forwarded_for", "10.0.0.1"), ("x-forwarded-for", "10.0.0.2")))
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.2"
