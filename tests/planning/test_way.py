"""This file tests the full life of a target area: saved, submitted, approved, published."""

import pytest
from django.utils import timezone

from layers.models import Lineage
from layers.queries import current_areas
from planning.models import Decision, State
from tests.planning.drafts import brought_to

pytestmark = pytest.mark.django_db


def test_a_draft_becomes_a_neighbourhood_of_a_new_edition_with_its_lineage() -> None:
    before = current_areas().filter(province_code="23", level="neighbourhood").count()
    target = brought_to(State.PUBLISHED)
    edition = target.edition
    assert edition.in_force_from == timezone.localdate()
    areas = current_areas().filter(province_code="23", level="neighbourhood")
    assert areas.count() == before + 1
    area = areas.get(code=target.published_code)
    assert area.edition == edition
    assert Lineage.objects.get(after=area).kind == Lineage.Kind.NEW
    steps = list(Decision.objects.filter(target_area=target).values_list("step", flat=True))
    assert steps == ["submit", "approve_county", "approve_province", "approve_national", "publish"]
