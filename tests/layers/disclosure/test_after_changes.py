"""This file tests that suppressed counts stay open after imports, edits, mergers and publications.

The outsider of bench/attacker.py has kept everything that was published on the way.
"""

import numpy as np
import pytest
from django.contrib.gis.geos import Polygon

from bench.published import Download, downloaded, outsider
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.models import (
    BLOCK_COUNTS,
    WHOLE_PLACES,
    Area,
    Block,
    Edition,
    Indicator,
    Level,
    Lineage,
    Measurement,
)
from layers.publishing.publish import publish, publish_figures
from tests.layers import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COUNTIES = ("9901", "9902")
NEIGHBOURHOODS, MOST_BLOCKS = 4, 7
CENSUS = 1404


class World:
    """An invented province in which nearly every figure is small, and what may happen to it."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.year = CENSUS
        self.rate = factories.indicator("test-uninsured", block_numerator="uninsured")
        self.count = factories.indicator(
            "test-disabled", block_numerator="disabled", kind=Indicator.Kind.COUNT, decimals=0
        )
        factories.province_with_two_counties()
        for county in COUNTIES:
            for number in range(1, NEIGHBOURHOODS + 1):
                code = f"{county}-{number:03d}"
                factories.area(code, self.ground(code))
                self.blocks(county, code, int(self.random.integers(1, MOST_BLOCKS)))
            self.blocks(county, "", int(self.random.integers(0, MOST_BLOCKS)))
        self.census_figures()
        publish(["neighbourhoods", "blocks"])

    def ground(self, code: str) -> object:
        west = 50 + 0.5 * COUNTIES.index(code[:4]) + 0.04 * int(code[5:])
        return factories.square(west, 30, west + 0.03, 30.03)

    def blocks(self, county: str, home: str, number: int) -> None:
        for place in range(number):
            counts = np.zeros(len(BLOCK_COUNTS), dtype=int)
            counts[0] = self.random.integers(1, 60)
            for kind, whole in enumerate(WHOLE_PLACES):
                if whole >= 0:
                    counts[kind] = self.random.binomial(counts[whole], 0.3)
            west = 50 + 0.02 * Block.objects.filter(county_code=county).count()
            Block.objects.create(
                code=f"{county}{home}b{place}",
                province_code="99",
                county_code=county,
                neighbourhood_code=home,
                boundary=Polygon.from_bbox((west, 30.5, west + 0.01, 30.51)),
                source=factories.source(),
                **dict(zip(BLOCK_COUNTS, counts.tolist(), strict=True)),
            )

    def census_figures(self) -> None:
        """Every area's figures are the sums of all its blocks."""
        for code in [*Area.objects.filter(code__startswith="99").values_list("code", flat=True)]:
            field = {2: "province_code", 4: "county_code", 8: "neighbourhood_code"}[len(code)]
            blocks = list(Block.objects.filter(**{field: code}))
            persons = sum(block.persons for block in blocks)
            self.figure(code, self.rate, sum(block.uninsured for block in blocks), persons)
            self.figure(code, self.count, sum(block.disabled for block in blocks), persons)

    def figure(self, code: str, indicator: Indicator, count: int, persons: int) -> None:
        is_rate = indicator == self.rate
        factories.figure(
            code,
            count,
            max(persons, 1),
            year=self.year,
            indicator=indicator,
            value=count / max(persons, 1) * 100 if is_rate else count,
        )

    def in_force(self) -> list[Area]:
        newest = Edition.objects.filter(level=Level.NEIGHBOURHOOD, provinces=["99"]).latest("pk")
        return list(Area.objects.filter(edition=newest, code__startswith="99").order_by("code"))

    def import_a_year(self) -> None:
        """New figures of all areas for a further year; some places are missing."""
        self.year += 1
        for indicator in (self.rate, self.count):
            province = 0
            for county in COUNTIES:
                homes = [area.code for area in self.in_force() if area.county_code == county]
                counts = self.random.poisson(self.random.choice([3, 12], len(homes)))
                for code, count in zip(homes, counts.tolist(), strict=True):
                    if self.random.random() < 0.9:
                        self.figure(code, indicator, count, count + 40)
                outside = int(self.random.integers(0, 9))
                self.figure(county, indicator, int(counts.sum()) + outside, 900)
                province += int(counts.sum()) + outside
            self.figure("99", indicator, province, 1_800)
        publish_figures()

    def edit_a_figure(self) -> None:
        """A correction of a count that was published, to another one that is not small."""
        rows = Measurement.objects.filter(area__code__startswith="99", suppression="")
        row = rows.order_by("pk")[int(self.random.integers(rows.count()))]
        count = int(self.random.integers(SMALLEST_PUBLISHED, 40))
        row.numerator, row.denominator = count, count + 40
        row.value = count / (count + 40) * 100 if row.indicator == self.rate else count
        row.save()
        publish_figures()

    def merge_two(self) -> None:
        """A new edition in which two neighbourhoods of a county are one, with added figures."""
        before = self.in_force()
        county = COUNTIES[int(self.random.integers(2))]
        pair = [area for area in before if area.county_code == county][:2]
        if len(pair) < 2:
            return
        edition = factories.edition(Level.NEIGHBOURHOOD, f"merged-{Edition.objects.count()}")
        number = 1 + max(
            int(code[5:])
            for code in Area.objects.filter(county_code=county).values_list("code", flat=True)
            if len(code) == 8
        )
        whole = factories.area(f"{county}-{number:03d}", pair[0].boundary, edition=edition)
        for area in before:
            if area in pair:
                Lineage.objects.create(before=area, after=whole, kind=Lineage.Kind.MERGED)
            else:
                copy = factories.area(area.code, area.boundary, edition=edition)
                Lineage.objects.create(before=area, after=copy, kind=Lineage.Kind.SAME)
        for indicator in (self.rate, self.count):
            rows = Measurement.objects.filter(
                area__code__in=[area.code for area in pair], indicator=indicator, year=self.year
            )
            counts = [row.numerator if indicator == self.rate else row.value for row in rows]
            if len(counts) == 2:
                self.figure(whole.code, indicator, int(sum(counts)), int(sum(counts)) + 80)
        publish(["neighbourhoods"], ["99"])


# The usual tier tries two of them.
SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.release) for seed in range(2, 12))]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_opens_after_a_random_sequence_of_changes(seed: int) -> None:
    world = World(seed)
    kept: list[Download] = [downloaded(COUNTIES)]
    changes = (world.import_a_year, world.edit_a_figure, world.merge_two)
    for _ in range(8):
        changes[int(world.random.integers(len(changes)))]()
        known = outsider(COUNTIES, kept)
        found = known.bounds({cell for cell in known.unknown if cell[1].startswith("99")})
        narrow = [
            known.values[cell]
            for cell, (least, most) in found.items()
            if most - least < SMALLEST_PUBLISHED
        ]
        assert len(found) > 50
        assert all(count >= SMALLEST_PUBLISHED for count in narrow)
        # A count that only protects others may follow from published ones, such as the total of a
        # neighbourhood of one block, or of a merged one that leaves a county nothing but its rest.
        assert len(narrow) <= len(found) / 100
        kept.append(downloaded(COUNTIES))
