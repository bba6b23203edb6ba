"""This file tests that an outsider with linear programs leaves suppressed block counts open."""

from collections.abc import Iterator

import numpy as np
import pytest

from bench.attacker import Known, bounds, widths
from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.disclosure.substitutes import sums_are_safe
from layers.models import BLOCK_COUNTS, WHOLE_PLACES, Block, BlockSubstitute

KINDS = {name: place for place, name in enumerate(BLOCK_COUNTS)}
ENOUGH = SMALLEST_PUBLISHED - 1e-6


def neighbourhood(random: np.random.Generator, blocks: int) -> np.ndarray:
    """Counts of a made neighbourhood, (blocks, kinds); each kind has a rate of its own."""
    rates = random.choice([0.03, 0.1, 0.3, 0.7], len(BLOCK_COUNTS))
    rates[KINDS["persons_6_plus"]], rates[KINDS["households"]] = 0.9, 0.3
    counts = np.zeros((blocks, len(BLOCK_COUNTS)), dtype=int)
    for row in counts:
        row[0] = random.integers(1, 120)
        for kind, whole in enumerate(WHOLE_PLACES):
            if whole >= 0:
                row[kind] = random.binomial(row[whole], rates[kind] * random.uniform(0.5, 1.0))
    return counts


def published(counts: np.ndarray) -> Known:
    """What is known of a neighbourhood whose totals are published if they are not small."""
    totals = counts.sum(axis=0)
    also = np.broadcast_to(totals < SMALLEST_PUBLISHED, counts.shape)
    group = np.zeros(len(counts), dtype=int)
    bits = hidden_bits(counts, group, wholes=WHOLE_PLACES, also=also)
    hidden = (bits[:, None] >> np.arange(len(BLOCK_COUNTS)) & 1).astype(bool)
    sums = (counts * hidden).sum(axis=0)
    safe = sums_are_safe(hidden.sum(axis=0), sums, totals < SMALLEST_PUBLISHED)
    return Known(
        counts,
        hidden,
        [float(each) if is_safe else None for each, is_safe in zip(sums, safe, strict=True)],
        WHOLE_PLACES,
    )


def test_no_suppressed_count_of_made_neighbourhoods_can_be_narrowed_below_five() -> None:
    random = np.random.default_rng(1403)
    cells = 0
    for _ in range(60):
        known = published(neighbourhood(random, int(random.integers(2, 12))))
        found = widths(known)
        cells += len(found)
        assert (found >= ENOUGH).all(), known.counts[known.hidden][found < ENOUGH]
    assert cells > 2_000


def test_the_attacker_finds_what_the_rule_of_single_kinds_leaves_open() -> None:
    """Nine persons, of whom nine are older than six and published, are not hidden at all."""
    counts = np.zeros((3, len(BLOCK_COUNTS)), dtype=int)
    counts[:, KINDS["persons"]] = 9, 1, 80
    counts[:, KINDS["persons_6_plus"]] = 9, 0, 70
    hidden = np.zeros(counts.shape, dtype=bool)
    hidden[:2, KINDS["persons"]] = True
    hidden[1, KINDS["persons_6_plus"]] = True
    sums: list[float | None] = [None] * len(BLOCK_COUNTS)
    sums[KINDS["persons"]] = 10.0
    assert widths(Known(counts, hidden, sums, WHOLE_PLACES)).min() <= 1
    assert widths(published(counts)).min() >= ENOUGH


def test_a_count_that_was_published_once_covers_nothing() -> None:
    counts = np.zeros((2, 1), dtype=int)
    counts[:, 0] = 3, 40
    hidden = np.ones(counts.shape, dtype=bool)
    seen = np.array([[False], [True]])
    found = bounds(Known(counts, hidden, [43.0], [-1], seen))
    assert found[0, 0].tolist() == [3.0, 3.0]


def places_of_the_sample(county: str) -> Iterator[Known]:
    rows = Block.objects.filter(county_code=county).exclude(neighbourhood_code="")
    by_place: dict[str, list[tuple]] = {}
    for home, hidden, *counts in rows.values_list("neighbourhood_code", "hidden", *BLOCK_COUNTS):
        by_place.setdefault(home, []).append((hidden, counts))
    revealed = dict(
        BlockSubstitute.objects.filter(county_code=county).values_list(
            "neighbourhood_code", "hidden_sums"
        )
    )
    for home, members in sorted(by_place.items()):
        bits = np.array([bits for bits, _ in members])
        yield Known(
            np.array([counts for _, counts in members]),
            (bits[:, None] >> np.arange(len(BLOCK_COUNTS)) & 1).astype(bool),
            revealed[home],
            WHOLE_PLACES,
        )


@pytest.mark.django_db
def test_no_suppressed_count_of_a_county_of_the_sample_can_be_narrowed_below_five() -> None:
    cells = 0
    for known in places_of_the_sample("3003"):
        found = widths(known)
        cells += len(found)
        assert (found >= ENOUGH).all()
    assert cells > 300
