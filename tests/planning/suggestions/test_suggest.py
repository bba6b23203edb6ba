"""This file tests suggested areas of the sample and of small towns: figures, rights, reasons."""

import json
from dataclasses import dataclass

import pytest

from accounts.access import PUBLIC, Scope
from layers.messages import Worded
from layers.models import (
    BLOCK_COUNTS,
    Block,
    BlockNeighbours,
    BlockSubstitute,
    Indicator,
    Level,
)
from layers.problems import BadParameter, NotAllowed
from layers.publishing.publish import publish
from layers.queries import current_areas
from planning.models import Revision
from planning.statistics.measure import measure
from planning.statistics.rounding import in_tens
from planning.statistics.way import Way, way_of
from planning.suggestions.parameters import Parameters, read_suggestion
from planning.suggestions.problems import NothingToSuggest
from planning.suggestions.suggest import Suggested, suggest
from planning.suggestions.wording import described
from tests.layers import factories as ground
from tests.planning.drafts import saved
from tests.planning.factories import block, corner, town

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Painted:
    """A draft of painted blocks."""

    blocks: tuple[str, ...]
    ticked: tuple[str, ...] = ()
    areal: bool = False


EVERYWHERE = Scope(everywhere=True)
TEHRAN = Scope(province_code="23")
ISLAMSHAHR = Scope(province_code="23", county_code="2310")
ASKED = Parameters("2310", "uninsured", 500, 1500)
# Blocks of Islamshahr, and of the county beside it.
WIDE = (51.1, 35.4, 51.4, 35.7)


def suggested(asked: Parameters, scope: Scope = EVERYWHERE) -> list[Suggested]:
    return suggest(asked, scope=scope, user=None)


def reason(asked: Parameters, scope: Scope = EVERYWHERE) -> Worded:
    with pytest.raises(NothingToSuggest) as refused:
        suggested(asked, scope)
    assert refused.value.detail_fa != refused.value.detail_en
    return refused.value.detail


@pytest.mark.parametrize("indicator", ["uninsured", "tenants", "disability"])
@pytest.mark.parametrize(
    "scope", [ISLAMSHAHR, TEHRAN, PUBLIC], ids=["county", "province", "public"]
)
def test_figures_are_those_that_measuring_the_area_gives(scope: Scope, indicator: str) -> None:
    found = suggested(Parameters("2310", indicator, 500, 1500), scope)
    assert len(found) == 3
    for each in found:
        ids = Block.objects.filter(code__in=each.codes).values_list("pk", flat=True)
        way = Way(painted=tuple(ids))
        measured = measure(each.outline, scope=scope, user=None, way=way)
        assert way_of(Painted(each.codes), each.outline) == way
        assert each.statistics.rounded == measured.rounded == (scope == PUBLIC)
        assert each.statistics.population.estimate == measured.population.estimate
        assert each.statistics.compactness == measured.compactness
        [figure] = [one for one in measured.indicators if one.context.code == indicator]
        assert each.figure is not None
        assert each.figure.figure.value == figure.figure.value
        assert each.figure.numerator.estimate == figure.numerator.estimate
        assert 500 <= (each.statistics.population.estimate or 0) <= 1500


def test_areas_are_connected_share_nothing_and_lie_outside_target_neighbourhoods() -> None:
    found = suggested(ASKED)
    codes = [code for each in found for code in each.codes]
    assert len(codes) == len(set(codes))
    for each in found:
        blocks = Block.objects.in_bulk(each.codes, field_name="code")
        ids = {block.pk for block in blocks.values()}
        near = dict(BlockNeighbours.objects.filter(pk__in=ids).values_list("block_id", "near"))
        reached = {min(ids)}
        for _ in ids:
            reached |= {other for one in reached for other in near.get(one, ())} & ids
        assert reached == ids
        assert {block.county_code for block in blocks.values()} == {"2310"}
        for block_ in blocks.values():
            inside = current_areas(Level.NEIGHBOURHOOD).filter(
                boundary_3857__covers=block_.centroid_3857
            )
            assert not inside.exists()


def test_exact_figures_need_every_candidate_in_scope() -> None:
    """Also where the suggested area itself would lie in it."""
    view = Parameters("2310", "uninsured", 500, 1500, bbox=WIDE)
    outside = Block.objects.exclude(county_code="2310").filter(
        centroid_3857__coveredby=ground.square(*WIDE).transform(3857, clone=True)
    )
    assert outside.exists()
    own = suggested(view, ISLAMSHAHR)
    assert all(each.statistics.rounded for each in own)
    assert [each.as_json() for each in own] == [each.as_json() for each in suggested(view, PUBLIC)]
    assert not any(each.statistics.rounded for each in suggested(view, EVERYWHERE))
    assert not any(each.statistics.rounded for each in suggested(ASKED, ISLAMSHAHR))


def test_the_need_of_a_county_out_of_scope_makes_all_counts_public() -> None:
    """A view that lies in one's own county, for another one."""
    inside = (51.215, 35.555, 51.25, 35.59)
    own = Parameters("2310", "uninsured", 500, 1500, bbox=inside)
    other = Parameters("2304", "uninsured", 500, 1500, bbox=inside)
    assert not any(each.statistics.rounded for each in suggested(own, ISLAMSHAHR))
    assert all(each.statistics.rounded for each in suggested(other, ISLAMSHAHR))


def test_out_of_scope_counts_are_tens_and_so_are_the_bounds() -> None:
    for each in suggested(Parameters("2310", "uninsured", 503, 1497), PUBLIC):
        people = each.statistics.population.estimate or 0
        assert people % 10 == 0
        assert 510 <= people <= 1490
        assert each.figure is not None
        assert (each.figure.numerator.estimate or 0) % 10 == 0


def test_the_share_of_need_is_the_numerator_by_that_of_the_county() -> None:
    for each in suggested(ASKED):
        county = sum(Block.objects.filter(county_code="2310").values_list("uninsured", flat=True))
        own = sum(Block.objects.filter(code__in=each.codes).values_list("uninsured", flat=True))
        assert each.share == pytest.approx(own / county, abs=0.00005)


@pytest.mark.parametrize("scope", [ISLAMSHAHR, PUBLIC], ids=["county", "public"])
@pytest.mark.parametrize("bbox", [None, (51.15, 35.5, 51.3, 35.6)])
def test_what_is_stored_makes_the_same_areas_again(
    scope: Scope, bbox: tuple[float, float, float, float] | None
) -> None:
    """Out of scope by anybody: a suggestion of public counts stays one."""
    found = suggested(Parameters("2310", "tenants", 700, 1600, "compact", bbox), scope)
    for each in found:
        stored = json.loads(json.dumps(each.parameters.as_json()))
        kept = read_suggestion(stored)
        assert kept == each.parameters
        again = suggested(kept.asked, EVERYWHERE)[kept.alternative - 1]
        assert (again.codes, again.outline) == (each.codes, each.outline)
        assert again.as_json() == each.as_json()


def test_how_an_area_was_suggested_is_said_in_words() -> None:
    [first, *_] = suggested(Parameters("2310", "tenants", 700, 1600, "compact"))
    stored = first.parameters.as_json()
    revision = saved(geometry=None, origin="painted", blocks=first.codes, suggestion=stored,
                     suggestion_is_signed=True)  # fmt: skip
    words = described(revision)
    assert words is not None
    said = words.in_language("en")
    for part in ("1", "Tenant", "700", "1,600", "compact", "exact"):
        assert part in said
    assert said != words.in_language("fa")
    assert described(saved()) is None
    # Earlier releases stored no digest: nothing is said of the blocks.
    old = Revision(suggestion={name: stored[name] for name in stored if name != "digest"})
    assert "exactly" in said
    assert "exactly" not in described(old).in_language("en")  # type: ignore[union-attr]


def test_blocks_that_are_not_published_yet_count_two_for_a_suppressed_count() -> None:
    BlockSubstitute.objects.all().delete()
    [first, *_] = suggested(ASKED, PUBLIC)
    bit = 1 << BLOCK_COUNTS.index("uninsured")
    counts = [
        2 if block_.hidden & bit else block_.uninsured
        for block_ in Block.objects.filter(code__in=first.codes)
    ]
    assert first.figure is not None
    assert first.figure.numerator.estimate == in_tens(sum(counts))


def test_a_suggestion_of_exact_counts_is_not_made_again_out_of_scope() -> None:
    [first, *_] = suggested(ASKED, ISLAMSHAHR)
    with pytest.raises(NotAllowed):
        suggested(first.parameters.asked, PUBLIC)


@pytest.mark.parametrize("code", ["population", "hard_to_treat", "nothing"])
def test_an_indicator_without_blocks_or_without_a_worse_side_is_refused(code: str) -> None:
    with pytest.raises(BadParameter):
        suggested(Parameters("2310", code, 500, 1500))


def test_a_count_is_suggested_by_its_number_for_each_person() -> None:
    made = ground.indicator(
        "test-count", kind=Indicator.Kind.COUNT, block_numerator="disabled", unit_en="persons"
    )
    [first, *_] = suggested(Parameters("2310", made.code, 500, 1500))
    assert first.figure is not None
    assert first.figure.denominator is None
    own = sum(Block.objects.filter(code__in=first.codes).values_list("disabled", flat=True))
    assert first.figure.figure.value == own


def test_nothing_within_the_bounds_says_why() -> None:
    ground.province_with_two_counties()
    ground.indicator(block_numerator="uninsured", block_denominator="persons")
    asked = Parameters("9901", "test-rate", 300, 900)
    assert "loaded" in reason(asked).in_language("en")
    town(2, 1)
    assert "200" in reason(asked).in_language("en")
    town(1, 1, column=8)
    publish(["blocks"], ["99"])
    # 300 persons, but not beside each other.
    assert "connected" in reason(asked).in_language("en")
    assert suggested(Parameters("9901", "test-rate", 100, 900))
    Block.objects.filter(county_code="9901").update(uninsured=0)
    assert "indicator" in reason(asked).in_language("en")
    ground.area("9901-001", ground.square(*corner(0, 0), *corner(9, 1)))
    assert "published" in reason(asked).in_language("en")


def test_few_persons_out_of_scope_are_not_told() -> None:
    ground.province_with_two_counties()
    ground.indicator(block_numerator="uninsured", block_denominator="persons")
    Block.objects.bulk_create([block(0, 0, persons=83)])
    publish(["blocks"], ["99"])
    asked = Parameters("9901", "test-rate", 100, 900)
    assert "83" in reason(asked).in_language("en")
    assert "83" not in reason(asked, PUBLIC).in_language("en")


def test_the_worst_quarter_is_found_across_its_streets() -> None:
    """Columns 4 and 5 are worse off; a target neighbourhood takes rows 0 and 1 away."""
    ground.province_with_two_counties()
    ground.indicator(block_numerator="uninsured", block_denominator="persons")
    ground.area("9901-001", ground.square(*corner(0, 0), *corner(10, 2)))
    made = [
        block(column, row, uninsured=60 if column in (4, 5) else 10)
        for column in range(10)
        for row in range(4)
    ]
    Block.objects.bulk_create(made)
    publish(["blocks"], ["99"])
    [first, *_] = suggested(Parameters("9901", "test-rate", 300, 400))
    assert set(first.codes) == {"test-4-2", "test-4-3", "test-5-2", "test-5-3"}
    assert first.figure is not None
    assert first.figure.figure.value == 60
    assert first.share == pytest.approx(240 / (8 * 60 + 32 * 10), abs=0.0001)
