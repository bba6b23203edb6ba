"""This file tests request bodies: unstorable characters, too long texts, digits of codes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from layers.models import Block
from persian.digits import ARABIC_DIGITS, ASCII_DIGITS, to_persian
from planning.models import Revision, State, TargetArea
from tests.planning.drafts import brought_to, saved, square
from tests.planning.ground import box, person, refused, send, signed_in

pytestmark = pytest.mark.django_db
SQUARE = box(50.2, 30.2, 50.21, 30.21)
# NUL, and halves of a surrogate pair.
UNREADABLE = ["\x00", "\ud800", "\udfff"]


@pytest.fixture
def client() -> Client:
    return signed_in(person(Role.NATIONAL))


MEMBERS = [
    ("measure/", "ticked", ["9901-{}"]),
    ("measure/", "target_area", "{}"),
    ("check/", "county", "99{}"),
    ("check/", "target_area", "{}"),
    ("check/", "replaces", ["{}"]),
    ("operations/merge/", "codes", ["{}"]),
    ("operations/union/", "ticked", ["{}"]),
    ("read/", "text", "51{} 35"),
    ("target-areas/save/", "county", "23{}"),
    ("target-areas/save/", "name_fa", "نام{}"),
    ("target-areas/save/", "purpose", "{}"),
    ("target-areas/save/", "notes", "a{}b"),
    ("target-areas/save/", "packages", ["{}"]),
    ("target-areas/save/", "geometry", {"type": ["{}"]}),
]


def filled(value: Any, sign: str) -> Any:
    """A value with a character in place of {}."""
    return json.loads(json.dumps(value).replace("{}", json.dumps(sign)[1:-1]))


@pytest.mark.parametrize("sign", UNREADABLE, ids=ascii)
@pytest.mark.parametrize(("address", "member", "value"), MEMBERS)
def test_a_character_that_nobody_can_store_is_refused_with_its_member(
    client: Client, address: str, member: str, value: Any, sign: str
) -> None:
    whole = {} if member == "ticked" else {"geometry": SQUARE}
    body = whole | ({"name_fa": "نام"} if "save" in address else {})
    problem = refused(send(client, address, body | {member: filled(value, sign)}), 400)
    assert problem["parameter"] == member
    assert "Type it again" in problem["detail"]


@pytest.mark.parametrize("sign", UNREADABLE, ids=ascii)
def test_so_is_one_in_the_name_of_a_member(client: Client, sign: str) -> None:
    refused(send(client, "check/", {f"a{sign}": 1}), 400)
    refused(send(client, "check/", {"geometry": {sign: 1}}), 400)


def test_a_pair_of_surrogates_is_a_character_like_others(client: Client) -> None:
    """JSON escapes a character beyond U+FFFF as two."""
    problem = refused(send(client, "read/", {"text": "\U0001f3d8"}), 422)
    assert problem["code"] == "no_positions"


def test_a_text_that_is_too_long_is_told_the_limit(client: Client) -> None:
    problem = refused(send(client, "check/", {"geometry": SQUARE, "county": "9" * 13}), 400)
    assert "more than 12 characters" in problem["detail"]
    assert "۱۲ نویسه" in problem["detail_fa"]
    problem = refused(send(client, "read/", {"text": "9" * 4_000_001}), 400)
    assert "more than 4,000,000 characters" in problem["detail"]


def test_so_is_a_code_that_is_ticked_for_publication(client_of: Callable[[str], Client]) -> None:
    target = brought_to(State.NATIONAL)
    form = {
        "code": [target.code, "\x00"],
        f"number-{target.code}": "1",
        "number-\x00": "1",
        "reason": "آزمون",
    }
    answer = client_of("national").post("/planning/target-areas/publish/", form)
    assert answer.status_code == 400
    assert TargetArea.objects.get(pk=target.pk).state == State.NATIONAL


def asked_with(write: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """A body for each address that takes codes; the digits of its codes as `write` writes them."""
    blocks = [
        write(code)
        for code in Block.objects.filter(county_code="2310")
        .order_by("code")
        .values_list("code", flat=True)[:3]
    ]
    target, hood, county = write(saved().target_area.code), write("2310-001"), write("2310")
    whole = {"geometry": square(3), "county": county}
    wish = {"county": county, "indicator": "uninsured"}
    return {
        "measure/": {"ticked": [hood], "target_area": target},
        "measure/#painted": {"blocks": blocks, "target_area": target},
        "measure/#stroke": {"geometry": square(3), "painted": blocks[:1], "erased": blocks[1:]},
        "what-if/": wish | {"blocks": blocks, "replaces": [hood]},
        "what-if/#ticked": wish | {"ticked": [hood]},
        "suggest/": wish | {"people_from": 500, "people_to": 1500},
        "check/": whole | {"target_area": target, "replaces": [hood]},
        "operations/union/": {"ticked": [hood]},
        "operations/merge/": {"geometry": square(3), "codes": [hood]},
        "target-areas/save/": whole | {"name_fa": "نام", "blocks": blocks, "replaces": [hood]},
        "target-areas/save/#ticked": {"county": county, "name_fa": "نام", "ticked": [hood]},
    }


def test_codes_are_taken_in_digits_of_any_alphabet(client: Client) -> None:
    arabic = str.maketrans(ASCII_DIGITS, ARABIC_DIGITS)
    for write in (to_persian, lambda code: code.translate(arabic)):
        for address, body in asked_with(write).items():
            answer = send(client, address.partition("#")[0], body)
            assert answer.status_code in (200, 201), (address, answer.content[:300])
    kept = Revision.objects.filter(name_fa="نام")
    assert kept.count() == 4
    for each in kept:
        assert "".join([*each.blocks, *each.replaces, *each.ticked]).isascii()
    assert all(each.ticked or len(each.blocks) == 3 for each in kept)
