"""This file sends shapes that take very long to each address that works on shapes."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from bench.hostile import broad_comb, comb, star
from bench.server import OWN_PAGE, Server
from layers.models import Block
from planning.shapes.outline import MOST_PAINTED
from tests.conftest import ROLES
from tests.planning.ground import send
from tests.served import served

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The budget of geometry, and what a busy machine needs to end it and to answer.
MOST_S = 10 + 4
# A KML is read without geometry: 0.1 s of each of these.
MOST_KML_S = 2
# The sample town lies here: eight neighbourhoods with detailed borders.
WEST, SOUTH = 51.2, 35.5
SHAPES: dict[str, list[list[float]]] = {
    "a comb of 200 teeth": broad_comb(WEST, SOUTH, teeth=200),
    "a comb of 600 teeth": broad_comb(WEST, SOUTH, teeth=600),
    "a comb of 1,500 teeth": broad_comb(WEST, SOUTH, teeth=1_500),
    "a turned comb of 1,500 teeth": broad_comb(WEST, SOUTH, teeth=1_500, is_turned=True),
    "a comb of 4,900 teeth": broad_comb(WEST, SOUTH, teeth=4_900),
    "a small comb of 1,400 teeth": broad_comb(51.22, 35.53, teeth=1_400, side=0.03),
    "a small comb of 4,900 teeth": broad_comb(51.22, 35.53, teeth=4_900, side=0.03),
    "a pointed comb of 19,000 teeth": comb(WEST, SOUTH, teeth=19_000),
    "a star of 1,500 spikes": star(1_500),
    "a star of 9,000 spikes": star(9_000),
}
USUAL = ("a comb of 1,500 teeth", "a small comb of 1,400 teeth")
EACH_SHAPE = [
    pytest.param(name, marks=() if name in USUAL else pytest.mark.release) for name in SHAPES
]
OPERATIONS: dict[str, dict[str, Any]] = {
    "hole": {},
    "split": {},
    "merge": {},
    "buffer": {"metres": 30},
    "snap": {"metres": 15},
    "clip": {},
    "fill": {"metres": 15},
    "simplify": {"metres": 1},
    "repair": {},
}
USUAL_OPERATIONS = ("fill",)
EACH_OPERATION = [
    pytest.param(name, marks=() if name in USUAL_OPERATIONS else pytest.mark.release)
    for name in OPERATIONS
]


def polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def ends_in_words(client: Client, address: str, body: dict[str, Any]) -> Any:
    """The answer, which came within the budget, and says what to do where it is a refusal."""
    begun = time.monotonic()
    answer = send(client, address, body)
    assert time.monotonic() - begun < MOST_S
    assert answer.status_code in (200, 201, 422, 503), answer.content[:300]
    if answer.status_code not in (200, 201):
        assert answer["Content-Type"] == "application/problem+json"
        assert len(answer.json()["detail_fa"]) > 20
    return answer


@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_a_check_ends_within_the_budget(client_of: Callable[[str], Client], shape: str) -> None:
    asked = {"geometry": polygon(SHAPES[shape]), "county": "2310"}
    ends_in_words(client_of("agency"), "check/", asked)


@pytest.mark.parametrize("operation", EACH_OPERATION)
@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_an_operation_ends_within_the_budget(
    client_of: Callable[[str], Client], operation: str, shape: str
) -> None:
    across = polygon(broad_comb(WEST, SOUTH, teeth=1_500, is_turned="turned" not in shape))
    line = {"type": "LineString", "coordinates": [[WEST - 1, SOUTH + 0.05], [52.3, SOUTH + 0.051]]}
    more = {"hole": {"other": across}, "merge": {"other": across}, "split": {"line": line}}
    asked = {"geometry": polygon(SHAPES[shape])} | OPERATIONS[operation] | more.get(operation, {})
    ends_in_words(client_of("agency"), f"operations/{operation}/", asked)


@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_reading_ends_within_the_budget(client_of: Callable[[str], Client], shape: str) -> None:
    ends_in_words(client_of("agency"), "read/", {"text": json.dumps(polygon(SHAPES[shape]))})


@pytest.mark.parametrize(
    "between",
    [" " * 60_000, " " * 3_900_000, "51.24,35.55 " * 300_000],
    ids=["blanks", "4 MB of blanks", "4 MB of positions"],
)
def test_reading_a_kml_ends_within_the_budget(
    client_of: Callable[[str], Client], between: str
) -> None:
    ring = f"51.24,35.55{between} 51.25,35.55 51.25,35.56 51.24,35.55"
    text = f"<kml><Polygon><coordinates>{ring}</coordinates></Polygon></kml>"
    begun = time.monotonic()
    ends_in_words(client_of("agency"), "read/", {"text": text})
    assert time.monotonic() - begun < MOST_KML_S


@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_saving_ends_within_the_budget_and_says_whether_it_was_saved(
    client_of: Callable[[str], Client], shape: str
) -> None:
    client = client_of("agency")
    draft = {
        "geometry": polygon(SHAPES[shape]),
        "county": "2310",
        "name_fa": "شانه",
        "packages": ["health"],
        "origin": "drawn",
    }
    saved = ends_in_words(client, "target-areas/save/", draft)
    listed = client.get("/planning/target-areas/?province=23&state=draft").content.decode()
    assert ("شانه" in listed) == (saved.status_code == 201)
    if saved.status_code == 201:
        begun = time.monotonic()
        code = saved.json()["code"]
        assert client.get(f"/planning/target-areas/{code}/").status_code == 200
        assert time.monotonic() - begun < MOST_S
        begun = time.monotonic()
        answer = client.post(f"/planning/target-areas/{code}/steps/submit/", {"number": "1"})
        assert answer.status_code in (303, 409, 422, 503)
        assert time.monotonic() - begun < MOST_S


@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_a_stroke_over_a_shape_ends_within_the_budget(
    client_of: Callable[[str], Client], shape: str
) -> None:
    codes = some_blocks(200)
    asked = {"geometry": polygon(SHAPES[shape]), "blocks": codes[:100]}
    stroke = {"painted": codes[:100], "erased": codes[100:]}
    ends_in_words(client_of("agency"), "measure/", asked | stroke)


@pytest.mark.parametrize("shape", EACH_SHAPE)
def test_comparing_a_county_with_a_shape_ends_within_the_budget(
    client_of: Callable[[str], Client], shape: str
) -> None:
    asked = {"county": "2310", "indicator": "uninsured", "geometry": polygon(SHAPES[shape])}
    ends_in_words(client_of("agency"), "what-if/", asked)


def test_as_many_blocks_as_can_be_painted_end_within_the_budget(
    client_of: Callable[[str], Client],
) -> None:
    client, codes = client_of("agency"), some_blocks(MOST_PAINTED)
    ends_in_words(client, "measure/", {"blocks": codes})
    over = {"geometry": polygon(SHAPES["a small comb of 1,400 teeth"]), "blocks": codes[::2]}
    ends_in_words(client, "measure/", over | {"painted": codes[::2], "erased": codes[1::2]})


def some_blocks(count: int) -> list[str]:
    """Codes of blocks of the sample, of all its counties if these are many."""
    found = Block.objects.order_by("-county_code", "code").values_list("code", flat=True)
    return list(found[:count])


@pytest.fixture
def site(django_db_setup: None) -> Iterator[Server]:
    with served(connection.settings_dict["NAME"]) as made:
        yield made


@pytest.fixture
def session(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The cookie of an agency's session that the server sees too."""
    with django_db_blocker.unblock():
        user = User.objects.create_user("test-comber", **ROLES["agency"])
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookies: SimpleCookie = client.cookies
        yield f"sessionid={cookies['sessionid'].value}"
        client.session.delete()
        user.delete()
        connection.close()


@pytest.mark.own_interpreter
def test_others_measure_while_a_comb_is_checked_whose_sender_has_gone(
    site: Server, session: str
) -> None:
    body = json.dumps({"geometry": polygon(SHAPES["a comb of 1,500 teeth"]), "county": "2310"})
    head = {**OWN_PAGE, "Content-Type": "application/json", "Content-Length": str(len(body))}
    head["Cookie"] += f"; {session}"
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n"
    gone = site.send("POST /planning/check/", (lines + body).encode())
    time.sleep(0.5)
    gone.close()
    small = json.dumps({"geometry": polygon(broad_comb(51.24, 35.55, teeth=2, side=0.01))})
    with ThreadPoolExecutor(4) as others:
        asked = [
            others.submit(site.ask, "POST", "/planning/measure/", small.encode(), kind=JSON)
            for _ in range(4)
        ]
        answers = [each.result() for each in asked]
    assert [status for status, *_ in answers] == [200] * 4
    assert max(took for *_, took in answers) < MOST_S
    begun = time.monotonic()
    used = site.cpu_s()
    while time.monotonic() - begun < 2:
        time.sleep(0.2)
    # The work has ended too.
    assert site.cpu_s() - used < 1


JSON = "application/json"
