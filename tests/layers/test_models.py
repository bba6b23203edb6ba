"""This file tests the constraints that the database enforces for every writer."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from layers.models import (
    Agency,
    Area,
    AreaCode,
    Edition,
    House,
    Lineage,
    Measurement,
    Source,
)
from layers.models.blocks import is_part
from layers.queries import current_areas
from tests.layers import factories

pytestmark = pytest.mark.django_db


def refuses(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


def check_now() -> None:
    """Check deferred foreign keys now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_bow_tie_is_no_boundary() -> None:
    bow_tie = MultiPolygon(Polygon(((50, 30), (51, 31), (51, 30), (50, 31), (50, 30))), srid=4326)
    with refuses("area_sound"), transaction.atomic():
        factories.area("9901", bow_tie, anchor=Point(50.2, 30.5, srid=4326))


def test_an_area_lies_in_iran() -> None:
    with refuses("area_in_iran"), transaction.atomic():
        factories.area("9901", factories.square(10, 50, 11, 51), anchor=Point(50, 30, srid=4326))


def test_a_form_finds_the_same_mistakes_as_the_database() -> None:
    area = factories.area("9901", factories.square(50, 30, 51, 31))
    area.full_clean()
    area.boundary = factories.square(10, 50, 11, 51)
    with pytest.raises(ValidationError, match="area_in_iran"):
        area.full_clean()


def test_no_code_serves_two_levels() -> None:
    with refuses("areacode_fits_level"), transaction.atomic():
        AreaCode.objects.create(code="9901", level="province")


def test_an_area_has_the_level_of_its_code_and_edition() -> None:
    factories.area("9901", None)
    with refuses("area_edition_level_fk"), transaction.atomic():
        Area.objects.filter(code="9901").update(edition=factories.edition("province"))
        check_now()


def test_a_parent_must_be_a_known_code() -> None:
    with refuses("area_parent_fk"), transaction.atomic():
        factories.area("9901", None, province_code="98", parent_code="98")
        check_now()


def test_a_figure_needs_a_known_area() -> None:
    with refuses("area_code"), transaction.atomic():
        factories.figure("9977", 30, 200)
        check_now()


def test_one_figure_is_preferred() -> None:
    factories.area("9901", None)
    factories.figure("9901", 30, 200)
    with refuses("one_preferred_figure"), transaction.atomic():
        factories.figure("9901", 31, 200, source=factories.source("second-source"))


def test_a_withheld_figure_has_no_published_value() -> None:
    factories.area("9901", None)
    figure = factories.figure("9901", 3, 200)
    with refuses("suppressed_is_not_published"), transaction.atomic():
        Measurement.objects.filter(pk=figure.pk).update(suppression="primary", published_value=1.5)


def house(code: str, **fields: object) -> House:
    agency, _ = Agency.objects.get_or_create(
        code="emdad", defaults={"name_fa": "امداد", "name_en": "Emdad", "position": 1}
    )
    defaults: dict[str, object] = {
        "name_fa": code,
        "name_folded": code,
        "province_code": "99",
        "county_code": "9901",
        "neighbourhood_code": "9901-001",
        "agency": agency,
        "state": House.State.OPEN,
        "source": factories.source(),
    }
    return House.objects.create(code=code, **(defaults | fields))


def test_a_neighbourhood_has_one_lead_house() -> None:
    house("h1", is_lead=True, state=House.State.CLOSED)
    house("h2", is_lead=True)
    with refuses("one_lead_house"), transaction.atomic():
        house("h3", is_lead=True)


def test_areas_are_geodesic() -> None:
    area = factories.area("9901", factories.square(50, 30, 50.01, 30.01))
    area.refresh_from_db()
    # One hundredth of a degree near 30° N: 965.2 m of parallel by 1,108.5 m of meridian on
    # WGS 84, which is 1.070 km².
    assert area.area_m2 == pytest.approx(965.2 * 1108.5, rel=1e-3)


def test_the_newest_edition_in_force_is_shown() -> None:
    factories.area("9901", None, name_fa="کهنه")
    today = timezone.localdate()
    newer = factories.edition("county", "newer", in_force_from=today - timedelta(days=1))
    factories.area("9901", None, edition=newer, name_fa="نو")
    later = factories.edition("county", "later", in_force_from=today + timedelta(days=30))
    factories.area("9901", None, edition=later, name_fa="آینده")
    ended = factories.edition(
        "county",
        "ended",
        in_force_from=today - timedelta(days=1),
        in_force_to=today - timedelta(days=1),
    )
    factories.area("9901", None, edition=ended, name_fa="پایان‌یافته")
    assert [area.name_fa for area in current_areas().filter(code="9901")] == ["نو"]


def test_only_new_areas_have_nothing_before_them() -> None:
    area = factories.area("9901", None)
    Lineage.objects.create(after=area, kind="new")
    with refuses("only_new_has_no_before"), transaction.atomic():
        Lineage.objects.create(after=area, kind="split")


def test_every_change_raises_the_version_and_leaves_an_event() -> None:
    source = factories.source("watched")
    with connection.cursor() as cursor:
        # Raw SQL is recorded too: the database itself keeps the history.
        cursor.execute("UPDATE layers_source SET title_fa = 'تازه' WHERE code = 'watched'")
    source.refresh_from_db()
    assert source.version == 2
    event = apps.get_model("layers", "SourceEvent")
    labels = event.objects.filter(pgh_obj_id=source.pk).order_by("pgh_id")
    assert [(e.pgh_label, e.title_fa) for e in labels] == [
        ("insert", "منبع آزمون"),
        ("update", "تازه"),
    ]
    pk = source.pk
    source.delete()
    assert event.objects.filter(pgh_obj_id=pk).last().pgh_label == "delete"


def test_every_editable_model_keeps_history_and_a_version() -> None:
    without = {
        # Without history: a register of codes, a record of loading, rows of a list, published
        # tables, a queue, a secret.
        "AreaCode", "ImportRun", "PackageListEntry", "AreaShape", "PointCluster", "LayerVersion",
        "SuppressedTotal", "BlockSubstitute", "WaitingDownload", "ChoiceSecret",
        # A million rows, and tables summed from them; views.
        "Block", "BlockCell", "BlockCoverage", "BlockNeighbours", "BlockSum",
        "CurrentEdition", "PublishedFigure",
    }  # fmt: skip
    names = {model.__name__ for model in apps.get_app_config("layers").get_models()}
    for name in names - without:
        if not name.endswith("Event"):
            assert f"{name}Event" in names, name
            model = apps.get_model("layers", name)
            assert "raise_version" in {trigger.name for trigger in model._meta.triggers}, name


def test_migrations_say_all_that_models_say() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_two_sources_share_a_code() -> None:
    factories.source("twice")
    with refuses("code"), transaction.atomic():
        Source.objects.create(code="twice", title_fa="x", title_en="x")


def test_an_edition_ends_after_it_begins() -> None:
    with refuses("edition_ends_after_it_begins"), transaction.atomic():
        Edition.objects.create(
            code="backwards",
            level="county",
            title_fa="x",
            title_en="x",
            provinces=["99"],
            in_force_from=date(2020, 1, 2),
            in_force_to=date(2020, 1, 1),
            source=factories.source(),
        )


def test_a_count_is_part_of_every_count_above_it() -> None:
    assert is_part("uninsured", "persons")
    assert is_part("out_of_school", "persons_6_plus")
    assert not is_part("persons", "uninsured")
    assert not is_part("uninsured", "households")
    assert not is_part("persons", "persons")
