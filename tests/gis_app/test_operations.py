"""This file tests what administrators and monitors are told, and that nobody else is."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role, User
from gis_app import setup_checks
from gis_app.operations.state import SLOW_MS, state

pytestmark = pytest.mark.django_db
TOKEN = {"HTTP_AUTHORIZATION": "Bearer of-the-monitor"}


@pytest.fixture
def administrator(settings: Any, tmp_path: Path) -> Client:
    settings.STATE = tmp_path
    user = User.objects.create_user("test-admin", role=Role.NATIONAL, is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def numbers(text: str) -> dict[str, float]:
    """Metric with its labels → value."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("address", ["/operations/", "/metrics"])
def test_only_administrators_are_told(client_of: Any, role: str, address: str) -> None:
    answer = client_of(role).get(address)
    assert answer.status_code == (302 if role == "visitor" and address != "/metrics" else 403)
    assert b"PostGIS" not in answer.content


def test_the_page_and_the_metrics_tell_the_same(administrator: Client, settings: Any) -> None:
    for number in range(3):
        Client().post(
            "/accounts/sign-in/",
            {"username": "guess", "password": str(number)},
            REMOTE_ADDR="10.1.1.1",
        )
    (settings.STATE / "last-backup.json").write_text(
        json.dumps({"ended_at": "2020-01-01T00:00:00+00:00", "seconds": 2.5, "file": "/b/x.backup",
                    "size_bytes": 7_000_000, "rows": 5, "problem": ""})
    )  # fmt: skip
    page = administrator.get("/en/operations/")
    told = administrator.get("/metrics")
    assert told.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in page.headers["Cache-Control"]
    found = numbers(told.content.decode())
    assert found["mahalleh_failed_sign_ins"] == 3
    assert found["mahalleh_last_backup_succeeded"] == 1
    assert found["mahalleh_last_backup_bytes"] == 7_000_000
    assert found["mahalleh_disk_free_bytes"] > 0
    assert found['mahalleh_queue_waiting{queue="download"}'] == 0
    text = page.content.decode()
    for word in ("guess", "10.1.1.1", "/b/x.backup", "PostGIS", "no good backup"):
        assert word in text
    assert "وضعیت سامانه" in administrator.get("/operations/").content.decode()


def test_a_monitor_needs_the_token_wherever_it_comes_from(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    settings.METRICS_TOKEN = "of-the-monitor"
    assert Client().get("/metrics", **TOKEN).status_code == 200
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 403
    assert Client().get("/metrics", HTTP_AUTHORIZATION="of-the-monitor").status_code == 403
    # Behind a proxy every visitor comes from here.
    refused = Client().get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert refused.status_code == 403
    assert json.loads(refused.content)["title_fa"] == "این صفحه برای مدیر سامانه است"
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_ready_says_what_is_missing_and_details_to_the_monitor_alone(settings: Any) -> None:
    settings.METRICS_TOKEN = "of-the-monitor"
    assert Client().get("/readyz").json() == {
        "ready": True,
        "checks": [{"name": name, "ok": True} for name in ("database", "postgis", "migrations")],
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'atlas' OR app = 'sample'")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    missing = answer.json()["checks"][-1]
    assert "migrate" in missing["en"]
    assert "جدول‌های پایگاه داده" in missing["fa"]
    assert "detail" not in missing
    assert "sample.0001" in Client().get("/readyz", **TOKEN).json()["checks"][-1]["detail"]


def test_slow_statements_are_shown_where_the_server_records_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute("SELECT pg_sleep(%s) AS a_slow_one", [SLOW_MS / 1000 + 0.1])
    slow = state().slow
    assert slow is not None
    [ours] = [each for each in slow if "a_slow_one" in each.text]
    assert ours.most_ms >= SLOW_MS
    assert ours.calls >= 1


def test_without_the_extension_the_page_still_answers(administrator: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
    page = administrator.get("/en/operations/")
    assert page.status_code == 200
    assert "does not record" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"DEBUG": True}, "MAHALLEH_DEBUG is on"),
        ({"SECRET_KEY": "short"}, "MAHALLEH_SECRET_KEY is shorter"),
        ({"ALLOWED_HOSTS": ["*"]}, "accepts every name"),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["localhost"]}, "MAHALLEH_HOSTS lacks"),
        ({"HTTPS": True}, "MAHALLEH_PROXIES is zero"),
        ({"ALLOWED_HOSTS": ["atlas.example.ir"]}, "without HTTPS"),
        ({"HSTS": "everything"}, "MAHALLEH_HSTS is not known: everything"),
    ],
)
def test_a_setting_that_opens_a_door_is_named(
    settings: Any, changes: dict[str, Any], told: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    words = [problem.in_language("en") for problem in setup_checks.settings_problems()]
    assert any(told in each for each in words), words


def test_a_sound_set_up_has_no_fault_in_its_settings(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = False
    settings.SECRET_KEY = "k" * 60
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert list(setup_checks.settings_problems()) == []
    assert list(setup_checks.folder_problems(tmp_path)) == []


def test_an_open_key_and_a_failed_backup_are_named(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    (tmp_path / "secret_key").write_text("k" * 60)
    (tmp_path / "secret_key").chmod(0o644)
    [key] = setup_checks.folder_problems(tmp_path)
    assert "chmod 600" in key.in_language("en")
    [none] = setup_checks.backup_problems()
    assert "./gis backup" in none.in_language("en")
    (tmp_path / "last-backup.json").write_text(
        json.dumps({"ended_at": "2020-01-01T00:00:00+00:00", "seconds": 1, "problem": "no room"})
    )
    [failed] = setup_checks.backup_problems()
    assert "no room" in failed.in_language("en")
