"""This file tests what publishing suppresses beyond a single cell."""

import pytest
from django.contrib.gis.geos import Polygon
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from layers.models import (
    BLOCK_COUNTS,
    Area,
    AreaShape,
    Block,
    BlockCell,
    BlockSubstitute,
    Indicator,
    LayerVersion,
    Level,
    Lineage,
    Measurement,
)
from layers.publishing.publish import publish, publish_figures
from layers.tiles.cut import FULL_ZOOM
from tests.layers import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def block(
    code: str, uninsured: int, west: float, *, home: str = "9901-001", county: str = "9901"
) -> Block:
    counts = dict.fromkeys(BLOCK_COUNTS, 100) | {"uninsured": uninsured}
    return Block.objects.create(
        code=code,
        province_code="99",
        county_code=county,
        neighbourhood_code=home,
        boundary=Polygon.from_bbox((west, 30, west + 0.01, 30.01)),
        source=factories.source(),
        **counts,
    )


def hides_uninsured(found: Block) -> bool:
    found.refresh_from_db()
    return bool(found.hidden >> BLOCK_COUNTS.index("uninsured") & 1)


def test_a_withheld_neighbourhood_is_not_told_block_by_block() -> None:
    # 3 + 12 + 100 = 115: the 3 is suppressed, and the 12 to protect it; 6 + 6 would reveal the 12.
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    for code in ("9901-001", "9901-002", "9901-003"):
        factories.area(code, factories.square(50, 30, 50.1, 30.1))
    rate = factories.indicator(block_numerator="uninsured")
    for code, count in (("9901", 115), ("9901-001", 12), ("9901-002", 3), ("9901-003", 100)):
        factories.figure(code, count, 1000, indicator=rate)
    blocks = [block("b1", 6, 50.0), block("b2", 6, 50.02)]
    publish(["neighbourhoods", "blocks"])
    assert all(hides_uninsured(found) for found in blocks)


def test_a_shown_neighbourhood_shows_its_blocks() -> None:
    factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
    rate = factories.indicator(block_numerator="uninsured")
    factories.figure("9901-001", 12, 1000, indicator=rate)
    blocks = [block("b1", 6, 50.0), block("b2", 6, 50.02)]
    publish(["neighbourhoods", "blocks"])
    assert not any(hides_uninsured(found) for found in blocks)


def test_each_edition_protects_its_own_sums() -> None:
    # County 53 = 3 + 50 today; a retired code of 8 must not count as the 3's companion.
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    old = factories.edition("neighbourhood", "older-neighbourhoods")
    factories.area("9901-009", None, edition=old)
    for code in ("9901-001", "9901-002"):
        factories.area(code, factories.square(50, 30, 50.1, 30.1))
    figures = {
        code: factories.figure(code, count, 1000)
        for code, count in (("9901", 53), ("9901-001", 3), ("9901-002", 50), ("9901-009", 8))
    }
    publish(["neighbourhoods"])
    for code in ("9901-001", "9901-002"):
        figures[code].refresh_from_db()
        assert figures[code].published_value is None, code


class TestShapesOfEditions:
    """A publication draws what is new; its time must not depend on how many editions there are."""

    @pytest.fixture
    def area(self) -> Area:
        factories.area("9901", factories.square(50, 30, 50.5, 31))
        area = factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
        publish(["neighbourhoods"])
        return area

    def test_shapes_of_an_unchanged_edition_stay(self, area: Area) -> None:
        before = shape_ids()
        newer = factories.edition(Level.NEIGHBOURHOOD, "newer")
        drawn = factories.area("9901-002", factories.square(50.2, 30, 50.3, 30.1), edition=newer)
        publish(["neighbourhoods"])
        after = shape_ids()
        assert before <= after
        assert AreaShape.objects.filter(pk__in=after - before, area=drawn).count() == len(
            after - before
        )

    def test_a_boundary_that_changed_is_drawn_again(self, area: Area) -> None:
        area.boundary = factories.square(50, 30, 50.05, 30.05)
        area.save()
        assert not AreaShape.objects.filter(area=area).exists()
        publish(["neighbourhoods"])
        shape = AreaShape.objects.get(area=area, zoom=FULL_ZOOM)
        area.refresh_from_db()
        assert shape.shape_3857.equals_exact(area.boundary_3857)

    def test_all_is_drawn_again_by_the_rules_of_this_release(self, area: Area) -> None:
        before = shape_ids()
        publish()
        assert before.isdisjoint(shape_ids())


def shape_ids() -> set[int]:
    return set(AreaShape.objects.values_list("pk", flat=True))


class TestBlocksFollow:
    """A neighbourhood of two blocks with 6 uninsured each; its own figure is published alone."""

    @pytest.fixture
    def rate(self) -> Indicator:
        factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
        return factories.indicator(block_numerator="uninsured")

    @pytest.fixture
    def figure(self, rate: Indicator) -> Measurement:
        return factories.figure("9901-001", 12, 1000, indicator=rate)

    @pytest.fixture
    def blocks(self, figure: Measurement) -> list[Block]:
        blocks = [block("b1", 6, 50.0), block("b2", 6, 50.02)]
        # A horseshoe of 2 km, whose centre of gravity lies outside it, in another square.
        hoof = Polygon.from_bbox((50.04, 30, 50.06, 30.02)) - Polygon.from_bbox(
            (50.0405, 30.0005, 50.0595, 30.02)
        )
        Block.objects.filter(code="b2").update(boundary=hoof)
        publish(["neighbourhoods", "blocks"])
        return blocks

    def publish_count(self, figure: Measurement, count: int) -> None:
        Measurement.objects.filter(pk=figure.pk).update(numerator=count, value=count / 10)
        publish_figures()

    def test_a_total_withheld_by_an_edit(self, figure: Measurement, blocks: list[Block]) -> None:
        version = blocks_version()
        self.publish_count(figure, 3)
        assert all(hides_uninsured(found) for found in blocks)
        assert blocks_version() == version + 1
        self.publish_count(figure, 4)
        assert blocks_version() == version + 1
        self.publish_count(figure, 12)
        assert not any(hides_uninsured(found) for found in blocks)
        assert blocks_version() == version + 2

    def test_squares_are_those_of_a_whole_publishing(
        self, figure: Measurement, blocks: list[Block]
    ) -> None:
        shown = squares()
        self.publish_count(figure, 3)
        followed = squares()
        publish(["blocks"])
        assert squares() == followed != shown
        self.publish_count(figure, 12)
        assert squares() == shown

    def test_a_total_withheld_by_an_import_of_areas(
        self, figure: Measurement, blocks: list[Block]
    ) -> None:
        Measurement.objects.filter(pk=figure.pk).update(numerator=3, value=0.3)
        publish(["neighbourhoods"], ["99"])
        assert all(hides_uninsured(found) for found in blocks)

    def test_a_figure_that_is_deleted(self, figure: Measurement, blocks: list[Block]) -> None:
        self.publish_count(figure, 3)
        figure.delete()
        publish_figures()
        assert not any(hides_uninsured(found) for found in blocks)

    def test_an_indicator_that_is_of_other_blocks_now(
        self, rate: Indicator, figure: Measurement, blocks: list[Block]
    ) -> None:
        Indicator.objects.filter(pk=rate.pk).update(block_numerator="")
        self.publish_count(figure, 3)
        assert not any(hides_uninsured(found) for found in blocks)
        Indicator.objects.filter(pk=rate.pk).update(block_numerator="uninsured")
        publish_figures()
        assert all(hides_uninsured(found) for found in blocks)


class TestWhatFollowsFromTheTotalOfACounty:
    """A census counts all persons of a county: its total less those of its neighbourhoods is that
    of the blocks outside, and the other way round."""

    @pytest.fixture
    def uninsured(self) -> Indicator:
        factories.province_with_two_counties()
        factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
        return factories.indicator(block_numerator="uninsured")

    def figure(self, uninsured: Indicator, code: str, count: int) -> Measurement:
        return factories.figure(code, count, 1000, indicator=uninsured)

    def test_a_single_small_block_outside(self, uninsured: Indicator) -> None:
        blocks = [block("b1", 50, 50.0), block("b2", 50, 50.02), block("b3", 3, 50.2, home="")]
        whole = self.figure(uninsured, "9901", 103)
        home = self.figure(uninsured, "9901-001", 100)
        publish(["neighbourhoods", "blocks"], ["99"])
        whole.refresh_from_db()
        home.refresh_from_db()
        assert (whole.suppression, home.suppression) == ("", "secondary")
        assert all(hides_uninsured(each) for each in blocks)

    def test_a_small_neighbourhood_in_a_county_without_others(self, uninsured: Indicator) -> None:
        blocks = [block("b1", 1, 50.0), block("b2", 2, 50.02)]
        outside = [block("b3", 60, 50.2, home=""), block("b4", 40, 50.22, home="")]
        self.figure(uninsured, "9901", 103)
        self.figure(uninsured, "9901-001", 3)
        publish(["neighbourhoods", "blocks"], ["99"])
        assert all(hides_uninsured(each) for each in [*blocks, *outside])
        rest = BlockSubstitute.objects.get(county_code="9901", neighbourhood_code="")
        assert rest.hidden_sums[BLOCK_COUNTS.index("uninsured")] is None

    def test_a_county_that_protects_another(self, uninsured: Indicator) -> None:
        small = block("b1", 3, 50.2, home="")
        large = [block(f"e{n}", 50, 50.6 + n / 50, home="", county="9902") for n in range(2)]
        for code, count in (("99", 103), ("9901", 3), ("9902", 100)):
            self.figure(uninsured, code, count)
        publish(["counties", "blocks"], ["99"])
        assert all(hides_uninsured(each) for each in [small, *large])

    def test_where_the_county_is_not_the_sum_of_its_blocks_nothing_follows(
        self, uninsured: Indicator
    ) -> None:
        blocks = [block("b1", 50, 50.0), block("b2", 50, 50.02), block("b3", 3, 50.2, home="")]
        self.figure(uninsured, "9901", 500)
        home = self.figure(uninsured, "9901-001", 100)
        publish(["neighbourhoods", "blocks"], ["99"])
        home.refresh_from_db()
        assert home.suppression == ""
        assert [hides_uninsured(each) for each in blocks] == [False, False, True]


def test_the_sum_of_hidden_blocks_is_not_told_any_more_when_the_total_is_suppressed() -> None:
    """All blocks are hidden before and after: 4 + 4 + 4, of which the sum was known."""
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    uninsured = factories.indicator(block_numerator="uninsured")
    for code in ("9901-001", "9901-002", "9901-003"):
        factories.area(code, factories.square(50, 30, 50.1, 30.1))
    for number in range(3):
        block(f"b{number}", 4, 50 + number / 50)
    factories.figure("9901", 9_020, 100_000, indicator=uninsured)
    factories.figure("9901-001", 12, 1_000, indicator=uninsured)
    other = factories.figure("9901-002", 8, 1_000, indicator=uninsured)
    factories.figure("9901-003", 9_000, 90_000, indicator=uninsured)
    publish(["neighbourhoods", "blocks"], ["99"])
    place = BlockSubstitute.objects.get(neighbourhood_code="9901-001")
    kind = BLOCK_COUNTS.index("uninsured")
    assert place.hidden_sums[kind] == 12
    Measurement.objects.filter(pk=other.pk).update(numerator=3, value=0.3, was_published=False)
    Measurement.objects.filter(area_id="9901-001").update(was_published=False)
    publish_figures()
    assert Measurement.objects.get(area_id="9901-001").suppression == "secondary"
    assert BlockSubstitute.objects.get(neighbourhood_code="9901-001").hidden_sums[kind] is None


def blocks_version() -> int:
    return LayerVersion.objects.get(layer="blocks", province_code="99").version


def squares() -> list[tuple]:
    columns = ("zoom", "x", "y", "blocks", "hidden_blocks", *BLOCK_COUNTS)
    return list(BlockCell.objects.order_by("zoom", "x", "y").values_list(*columns))


def test_figures_are_not_decided_while_another_decides(another_publishes: None) -> None:
    """Each would publish the figure that the other has just suppressed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        publish_figures()


class TestRatesWithoutTheirCount:
    """4.2 % is not a number of persons; it must not be read as 4.2 persons."""

    @pytest.fixture
    def county(self) -> None:
        factories.area("9901", factories.square(50, 30, 50.5, 31))
        for code in ("9901-001", "9901-002"):
            factories.area(code, factories.square(50, 30, 50.1, 30.1))
        factories.figure("9901", 62, 1000)

    def published(self, code: str, **fields: object) -> Measurement:
        figure = factories.figure(code, 50, 1000, **fields)
        Measurement.objects.filter(pk=figure.pk).update(numerator=None, denominator=None)
        factories.figure("9901-002", 12, 1000, indicator=figure.indicator)
        publish_figures()
        figure.refresh_from_db()
        return figure

    @pytest.mark.parametrize("value", [4.2, 60.0])
    def test_it_is_withheld_and_takes_no_sibling_with_it(self, county: None, value: float) -> None:
        figure = self.published("9901-001", value=value)
        assert (figure.suppression, figure.published_value) == ("uncounted", None)
        sibling = Measurement.objects.get(area_id="9901-002", indicator=figure.indicator)
        assert sibling.published_value == 1.2

    def test_a_rate_of_other_things_needs_no_count(self, county: None) -> None:
        rate = factories.indicator("test-share", counts_persons=False)
        assert self.published("9901-001", value=4.2, indicator=rate).published_value == 4.2


def test_the_command_publishes_by_the_rules_of_today() -> None:
    factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
    figure = factories.figure("9901-001", 3, 1000, published_value=0.3, published_numerator=3)
    call_command("publish", verbosity=0)
    figure.refresh_from_db()
    assert (figure.published_value, figure.published_numerator) == (None, None)


class TestOtherCodes:
    """9901-009 was made of 9901-001 and 9901-002, whose figures stay visible."""

    @pytest.fixture
    def merged(self) -> None:
        old = factories.edition("neighbourhood", "older-neighbourhoods")
        before = [
            factories.area(code, factories.square(50, 30, 50.1, 30.1), edition=old)
            for code in ("9901-001", "9901-002")
        ]
        after = factories.area("9901-009", factories.square(50, 30, 50.1, 30.1))
        for each in before:
            Lineage.objects.create(before=each, after=after, kind=Lineage.Kind.MERGED)

    def test_a_merged_area_less_one_of_its_parts_does_not_tell_the_other(
        self, merged: None
    ) -> None:
        figures = [
            factories.figure(code, count, 1000)
            for code, count in (("9901-001", 3), ("9901-002", 30), ("9901-009", 33))
        ]
        publish(["neighbourhoods"])
        for figure in figures:
            figure.refresh_from_db()
        three, thirty, together = (figure.published_value for figure in figures)
        assert three is None
        assert None in (thirty, together)

    def test_blocks_of_an_older_code_hide_the_total_of_the_newer(self, merged: None) -> None:
        rate = factories.indicator(block_numerator="uninsured")
        factories.figure("9901-009", 3, 1000, indicator=rate)
        found = block("b1", 6, 50.0)
        publish(["neighbourhoods", "blocks"])
        assert hides_uninsured(found)

    def test_blocks_of_a_newer_code_hide_the_total_of_the_older(self, merged: None) -> None:
        rate = factories.indicator(block_numerator="uninsured")
        factories.figure("9901-001", 3, 1000, indicator=rate)
        found = block("b1", 6, 50.0)
        Block.objects.update(neighbourhood_code="9901-009")
        publish(["neighbourhoods", "blocks"])
        assert hides_uninsured(found)


def test_what_a_rate_is_a_part_of_is_not_told_where_that_count_is_withheld() -> None:
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    population = Indicator.objects.get(code="population")
    rates = {}
    for code, persons in (("9901", 9043), ("9901-001", 3), ("9901-002", 40), ("9901-003", 9000)):
        if len(code) > 4:
            factories.area(code, factories.square(50, 30, 50.1, 30.1))
        factories.figure(code, 1, 1, indicator=population, value=persons)
        rates[code] = factories.figure(code, min(persons, 20), persons)
    publish(["neighbourhoods"])
    for rate in rates.values():
        rate.refresh_from_db()
    assert rates["9901-002"].published_denominator is None  # suppressed beside the 3
    assert rates["9901-003"].published_denominator == 9000


def test_a_count_is_judged_by_its_value_whatever_its_form_says_besides() -> None:
    factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
    count = factories.indicator("test-count", kind=Indicator.Kind.COUNT, per=1)
    figure = factories.figure("9901-001", 100, 1000, indicator=count, value=3)
    publish(["neighbourhoods"])
    figure.refresh_from_db()
    assert figure.published_value is None


class TestEarlierDownloads:
    def test_a_figure_that_was_shown_does_not_cover_another_after_an_edit(self) -> None:
        """Whoever kept the file would subtract it from the total."""
        factories.province_with_two_counties()
        rate = factories.indicator()
        homes = [factories.area(f"9901-00{n}", None, parent_code="9901") for n in range(1, 5)]
        factories.figure("9901", 104, 1000, indicator=rate)
        figures = {
            home.code: factories.figure(home.code, persons, 1000, indicator=rate)
            for home, persons in zip(homes, (3, 8, 9, 80), strict=True)
        }
        publish_figures()

        def hidden() -> set[str]:
            rows = Measurement.objects.filter(pk__in=[row.pk for row in figures.values()])
            return set(rows.exclude(suppression="").values_list("area_id", flat=True))

        before = hidden()
        (cover,) = before - {"9901-001"}
        Measurement.objects.filter(pk=figures[cover].pk).update(numerator=90, value=9.0)
        publish_figures()
        assert hidden() == before
