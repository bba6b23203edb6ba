"""This file tests that an outsider with linear programs leaves suppressed counts open."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from bench.attacker import Outsider, widths
from bench.published import outsider
from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.disclosure.substitutes import sums_are_safe
from layers.models import BLOCK_COUNTS, WHOLE_PLACES

KINDS = {name: place for place, name in enumerate(BLOCK_COUNTS)}


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


def mask_of(counts: np.ndarray) -> np.ndarray:
    """What the rule hides of a neighbourhood whose totals are published if they are not small."""
    also = np.broadcast_to(counts.sum(axis=0) < SMALLEST_PUBLISHED, counts.shape)
    chances = np.random.default_rng(int(counts.sum())).uniform(1e-9, 1, counts.shape)
    bits = hidden_bits(
        counts,
        np.zeros(len(counts), dtype=int),
        wholes=WHOLE_PLACES,
        chances=chances,
        also=also,
    )
    return (bits[:, None] >> np.arange(len(BLOCK_COUNTS)) & 1).astype(bool)


def known_of(
    counts: np.ndarray,
    hidden: np.ndarray,
    sums: Sequence[bool],
    wholes: Sequence[int] = WHOLE_PLACES,
) -> Outsider:
    """What an outsider knows of a place. sums: of which kinds the hidden counts' sum is known."""
    known = Outsider()
    for (block, kind), count in np.ndenumerate(counts):
        known.add((block, kind), float(count), is_known=not hidden[block, kind])
    for kind, whole in enumerate(wholes):
        if whole >= 0:
            for block in range(len(counts)):
                known.is_part((block, kind), (block, whole))
        if sums[kind]:
            total = float(counts[hidden[:, kind], kind].sum())
            known.relate({(b, kind): 1.0 for b in np.flatnonzero(hidden[:, kind])}, total, total)
    return known


def published(counts: np.ndarray) -> Outsider:
    hidden = mask_of(counts)
    sums = (counts * hidden).sum(axis=0)
    is_safe = sums_are_safe(hidden.sum(axis=0), sums, counts.sum(axis=0) < SMALLEST_PUBLISHED)
    return known_of(counts, hidden, is_safe.tolist())


def test_no_suppressed_count_of_made_neighbourhoods_can_be_narrowed_below_five() -> None:
    random = np.random.default_rng(1403)
    cells = 0
    for _ in range(60):
        found = published(neighbourhood(random, int(random.integers(2, 12)))).bounds()
        cells += len(found)
        assert (widths(found) >= SMALLEST_PUBLISHED).all(), found
    assert cells > 2_000


def test_whole_numbers_narrow_no_small_neighbourhood_further() -> None:
    random = np.random.default_rng(1404)
    programs = 0
    for _ in range(30):
        known = published(neighbourhood(random, int(random.integers(2, 5))))
        programs += sum(1 for cells, _ in known.components() if len(cells) <= 12)
        assert (widths(known.bounds(whole_up_to=12)) >= SMALLEST_PUBLISHED).all()
    assert programs > 30


def test_the_attacker_finds_what_the_rule_of_single_kinds_leaves_open() -> None:
    """Nine persons, of whom nine are older than six and published, are not hidden at all."""
    counts = np.zeros((3, len(BLOCK_COUNTS)), dtype=int)
    counts[:, KINDS["persons"]] = 9, 1, 80
    counts[:, KINDS["persons_6_plus"]] = 9, 0, 70
    hidden = np.zeros(counts.shape, dtype=bool)
    hidden[:2, KINDS["persons"]] = True
    hidden[1, KINDS["persons_6_plus"]] = True
    sums = [kind == KINDS["persons"] for kind in range(len(BLOCK_COUNTS))]
    assert widths(known_of(counts, hidden, sums).bounds()).min() <= 1
    assert widths(published(counts).bounds()).min() >= SMALLEST_PUBLISHED


def test_worlds_in_random_directions_hide_no_narrow_count() -> None:
    random = np.random.default_rng(1405)
    narrow = 0
    for _ in range(40):
        counts = neighbourhood(random, int(random.integers(2, 12)))
        known = known_of(counts, counts < SMALLEST_PUBLISHED, [True] * len(BLOCK_COUNTS))
        wanted = {
            cell: (least, most)
            for cell, (least, most) in known.bounds().items()
            if most - least < SMALLEST_PUBLISHED
        }
        assert known.narrow(known.unknown, enough=SMALLEST_PUBLISHED) == wanted
        narrow += len(wanted)
    assert narrow > 100


def test_a_count_that_was_published_once_covers_nothing() -> None:
    known = Outsider()
    known.add(("small",), 3.0, is_known=False)
    known.add(("seen before",), 40.0, is_known=True)
    known.relate({("small",): 1.0, ("seen before",): 1.0}, 43.0, 43.0)
    assert known.bounds() == {("small",): (3.0, 3.0)}


def test_a_system_that_the_true_counts_do_not_agree_with_is_refused() -> None:
    known = Outsider()
    known.add(("count",), 3.0, is_known=False)
    with pytest.raises(ValueError, match="not in 4"):
        known.relate({("count",): 1.0}, least=4.0)


def hidden_of(counts: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """What the rule hides of one kind in one place; shape (blocks,)."""
    place = np.zeros(len(counts), dtype=int)
    bits = hidden_bits(counts[:, None], place, wholes=[-1], chances=chances[:, None])
    return bits.astype(bool)


def worlds_of_the_rule(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Counts of one kind, (worlds, blocks), for which the rule may hide these blocks of a known
    total: what somebody who knows the rule, but not the secret, can believe."""
    places = np.flatnonzero(hidden)
    total = int(counts[places].sum())
    # If any chances lead to these blocks, then those that prefer them do.
    chances = np.where(hidden, 1.0, 1e-12)
    found = []
    for parts in np.ndindex(*[total + 1] * (len(places) - 1)):
        if sum(parts) <= total:
            world = counts.copy()
            world[places] = *parts, total - sum(parts)
            if (hidden_of(world, chances) == hidden).all():
                found.append(world)
    return np.array(found)


def test_who_knows_the_rule_of_choice_finds_no_exact_count() -> None:
    """The least width found here stands in docs/data-dictionary.md."""
    random = np.random.default_rng(1405)
    found: list[int] = []
    while len(found) < 1_000:
        counts = random.poisson(random.choice([3, 8, 20]), random.integers(3, 9))
        hidden = hidden_of(counts, random.uniform(1e-9, 1, len(counts)))
        if 2 <= hidden.sum() <= 3 and not hidden.all():
            worlds = worlds_of_the_rule(counts, hidden)[:, hidden]
            found += (worlds.max(axis=0) - worlds.min(axis=0)).tolist()
    assert min(found) >= SMALLEST_PUBLISHED


LINKED = (-1, 0)
MOST_WORLDS = 4_000


def linked_masks(worlds: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """What the rule hides in each of these places of a whole and its part.

    worlds: (places, blocks, 2). chances: (blocks, 2). Returns booleans of the shape of `worlds`.
    """
    places, blocks, kinds = worlds.shape
    bits = hidden_bits(
        worlds.reshape(-1, kinds),
        np.repeat(np.arange(places), blocks),
        wholes=LINKED,
        chances=np.tile(chances, (places, 1)),
    )
    return (bits.reshape(places, blocks, 1) >> np.arange(kinds) & 1).astype(bool)


def linked_worlds(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The same as worlds_of_the_rule for a whole and its part, both with a known total.

    Returns (worlds, blocks, 2), or nothing where there are too many to try.
    """
    splits = []
    for kind in range(2):
        places = np.flatnonzero(hidden[:, kind])
        total = int(counts[places, kind].sum())
        open_places = max(0, len(places) - 1)
        if (total + 1) ** open_places > MOST_WORLDS:
            return np.zeros((0, *counts.shape), dtype=int)
        splits.append(
            [
                (*parts, total - sum(parts))[: len(places)]
                for parts in np.ndindex(*[total + 1] * open_places)
                if sum(parts) <= total
            ]
        )
    if len(splits[0]) * len(splits[1]) > MOST_WORLDS:
        return np.zeros((0, *counts.shape), dtype=int)
    worlds = np.repeat(counts[None], len(splits[0]) * len(splits[1]), axis=0)
    for world, (wholes, parts) in zip(worlds, product(*splits), strict=True):
        world[hidden[:, 0], 0], world[hidden[:, 1], 1] = wholes, parts
    worlds = worlds[(worlds[:, :, 1] <= worlds[:, :, 0]).all(axis=1)]
    return worlds[(linked_masks(worlds, np.where(hidden, 1.0, 1e-12)) == hidden).all(axis=(1, 2))]


def test_who_knows_the_rule_finds_no_exact_count_of_two_that_are_linked() -> None:
    """The least width found here stands in docs/data-dictionary.md."""
    random = np.random.default_rng(1406)
    found: list[int] = []
    while len(found) < 400:
        blocks = int(random.integers(3, 6))
        wholes = random.poisson(random.choice([6, 9, 14]), blocks)
        counts = np.stack([wholes, random.binomial(wholes, random.choice([0.2, 0.5, 0.8]))], axis=1)
        if (counts.sum(axis=0) < SMALLEST_PUBLISHED).any():
            continue
        [hidden] = linked_masks(counts[None], random.uniform(1e-9, 1, counts.shape))
        if hidden.any() and not hidden.all(axis=0).any():
            worlds = linked_worlds(counts, hidden)[:, hidden]
            found += (worlds.max(axis=0) - worlds.min(axis=0)).tolist() if len(worlds) else []
    assert min(found) >= 3


@pytest.mark.django_db
def test_no_suppressed_count_of_the_sample_can_be_narrowed_below_five() -> None:
    """Blocks of two counties, and the figures of all areas, as one system."""
    found = outsider(["3003", "3004"])
    assert len(found.unknown) > 300
    assert (widths(found.bounds()) >= SMALLEST_PUBLISHED).all()
