"""This file tests tokens: what they open, what they never open, and how they end."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Reach, Role, Token, User
from accounts.tokens import MOST_TOKENS, TooManyTokens, digest_of, make_token, revoke
from tests.planning.drafts import square

pytestmark = pytest.mark.django_db
EXACT = "/areas/2310-001.json?exact=1"
MEASURED = {"geometry": square()}


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner", role=Role.PROVINCE, province_code="23")


def secret_of(user: User, reach: Reach = Reach.OWN, days: int = 30) -> str:
    return make_token(user, name="QGIS", reach=reach, days=days)[1]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anything:{secret}".encode()).decode()}


def measure(client: Client, headers: dict[str, str] | None = None) -> Any:
    return client.post(
        "/planning/measure/", MEASURED, content_type="application/json", headers=headers
    )


@pytest.mark.parametrize("header", [bearer, basic])
def test_a_program_sees_what_its_owner_sees(owner: User, client: Client, header: Any) -> None:
    answer = client.get(EXACT, headers=header(secret_of(owner)))
    client.force_login(owner)
    assert answer.json() == client.get(EXACT).json()
    assert answer["Cache-Control"] == "private, no-store"
    assert Token.objects.get().last_used_at is not None


def test_a_program_reads_the_target_areas_that_its_owner_sees(owner: User, client: Client) -> None:
    address = "/ogc/collections/target_areas/items?f=json"
    for_all = client.get(address).json()["numberMatched"]
    asked = client.get(address, headers=basic(secret_of(owner)))
    assert asked.json()["numberMatched"] > for_all
    assert asked["Cache-Control"] == "private, no-store"


def test_for_published_data_a_program_is_a_visitor(owner: User, client: Client) -> None:
    headers = bearer(secret_of(owner, Reach.PUBLISHED))
    assert client.get(EXACT, headers=headers).status_code == client.get(EXACT).status_code
    asked = EXACT.partition("?")[0]
    assert client.get(asked, headers=headers).json() == client.get(asked).json()
    # Versions of the data are remembered for a second, over tests that are taken back.
    told, visitors = (measure(client, each).json() | {"data": None} for each in (headers, None))
    assert told == visitors


def test_the_rights_are_those_of_the_moment(owner: User, client: Client) -> None:
    headers = bearer(secret_of(owner))
    assert client.get(EXACT, headers=headers).status_code == 200
    User.objects.filter(pk=owner.pk).update(role=Role.VIEWER, province_code="")
    assert client.get(EXACT, headers=headers).status_code == client.get(EXACT).status_code


@pytest.mark.parametrize(
    "address",
    [
        "/", "/en/planning/inbox/", "/planning/target-areas/new/", "/accounts/tokens/",
        "/accounts/password/", "/admin/", "/operations/", "/metrics",
    ],
)  # fmt: skip
def test_pages_are_not_for_programs(owner: User, client: Client, address: str) -> None:
    User.objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    answer = client.get(address, headers=bearer(secret_of(owner)) | {"Accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json()["detail_fa"] != answer.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/planning/target-areas/save/", "/planning/target-areas/T2310-001/steps/submit/",
        "/planning/target-areas/publish/", "/accounts/tokens/", "/accounts/sign-out/",
    ],
)  # fmt: skip
def test_a_program_never_changes_anything(owner: User, client: Client, address: str) -> None:
    answer = client.post(
        address, {}, content_type="application/json", headers=bearer(secret_of(owner))
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("end", ["altered", "ended", "revoked", "closed", "unknown"])
def test_a_token_that_does_not_work_is_refused_in_words(
    owner: User, client: Client, end: str
) -> None:
    secret = secret_of(owner)
    token = Token.objects.get()
    if end == "altered":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    elif end == "ended":
        Token.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    elif end == "revoked":
        assert revoke(owner, token.pk)
    elif end == "closed":
        User.objects.update(is_active=False)
    else:
        secret = "x"
    client.force_login(User.objects.create_user("signed-in", role=Role.NATIONAL))
    answer = client.get("/areas/2310-001.json", headers=bearer(secret))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")
    assert answer.json()["detail_fa"] != answer.json()["detail"]


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(owner: User, client: Client) -> None:
    answers = [
        client.get("/areas/23.json", headers=bearer(f"mahalleh_{number}")) for number in range(15)
    ]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "900"
    assert "15 minutes" in answers[-1].json()["detail"]
    assert client.get("/areas/23.json", headers=bearer(secret_of(owner))).status_code == 200


def test_a_plain_post_measures_without_a_session_and_with_a_token_alone(owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert measure(strict).status_code == 200
    assert measure(strict, bearer(secret_of(owner))).status_code == 200
    strict.force_login(owner)
    assert measure(strict).status_code == 403


def test_the_password_of_a_proxy_is_not_taken_for_a_token(client: Client) -> None:
    assert client.get("/", headers=basic("office")).status_code == 200


def test_only_a_hash_is_stored_and_nobody_has_too_many(owner: User) -> None:
    secret = secret_of(owner)
    assert Token.objects.get().digest == digest_of(secret)
    assert secret not in str(Token.objects.values())
    for _ in range(MOST_TOKENS - 1):
        secret_of(owner)
    with pytest.raises(TooManyTokens):
        secret_of(owner)
    assert revoke(owner, Token.objects.first().pk)  # type: ignore[union-attr]
    secret_of(owner)


def test_the_page_shows_the_secret_once_and_revokes(owner: User, client: Client) -> None:
    client.force_login(owner)
    asked = {"name": "QGIS <b>", "reach": "own", "days": "90"}
    answer = client.post("/accounts/tokens/", asked)
    secret = answer.context["page"].secret
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = client.get("/accounts/tokens/").content.decode()
    assert "QGIS &lt;b&gt;" in page
    assert secret not in page
    pk = Token.objects.get().pk
    other = Client()
    other.force_login(User.objects.create_user("other"))
    other.post(f"/accounts/tokens/{pk}/revoke/")
    assert client.get("/areas/23.json", headers=bearer(secret)).status_code == 200
    client.post(f"/accounts/tokens/{pk}/revoke/")
    assert client.get("/areas/23.json", headers=bearer(secret)).status_code == 401


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "31"}, {"reach": "all"}])
def test_a_wrong_form_makes_no_token(owner: User, client: Client, wrong: dict[str, str]) -> None:
    client.force_login(owner)
    asked = {"name": "QGIS", "reach": "own", "days": "90"}
    assert client.post("/accounts/tokens/", asked | wrong).status_code == 422
    assert not Token.objects.exists()
