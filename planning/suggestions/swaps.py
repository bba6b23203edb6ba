"""This file improves a connected set by taking blocks in, out, or one for another; no database."""

from dataclasses import dataclass

import numpy as np

from layers.budget import check_budget
from planning.suggestions.graph import BlockGraph
from planning.suggestions.objective import Objective, totals

# Blocks of each side that are tried against each other.
MOST_TRIED = 150
# Block visits that the moves on one set may take: a larger set is moved less often.
MOST_VISITS, MOST_MOVES = 6_000, 60
# A move has to be worth more than rounding.
LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Edge:
    """Blocks that can move.

    touch: the metres with which each faces the set. links: how many of the set lie beside it.
    """

    blocks: np.ndarray
    touch: np.ndarray
    links: np.ndarray


def improved(
    graph: BlockGraph, objective: Objective, blocks: np.ndarray, closed: np.ndarray
) -> np.ndarray:
    """A connected set within the bounds whose value is no less than that of `blocks`.

    closed: blocks that may not be taken in. Each move is the best of all moves of one block out,
    one in, or one for another. Raises BudgetSpent.
    """
    for _ in range(max(4, min(MOST_MOVES, MOST_VISITS // len(blocks)))):
        check_budget()
        better = moved(graph, objective, blocks, closed)
        if better is None:
            break
        blocks = better
    return blocks


def moved(
    graph: BlockGraph, objective: Objective, blocks: np.ndarray, closed: np.ndarray
) -> np.ndarray | None:
    """The set after its best move; None if no move makes it better."""
    is_inside = np.zeros(len(graph), dtype=bool)
    is_inside[blocks] = True
    fixed = cut_blocks(graph, blocks, is_inside)
    out = edge_of(
        graph, np.array([each for each in blocks.tolist() if each not in fixed]), is_inside
    )
    beside = np.unique(np.concatenate([graph.near[graph.beside(each)] for each in blocks.tolist()]))
    coming = edge_of(graph, beside[~is_inside[beside] & ~closed[beside]], is_inside)
    values, out, coming = move_values(graph, objective, blocks, out, coming)
    best = int(np.argmax(values))
    now = values[-1, -1]
    leaving, joining = divmod(best, values.shape[1])
    if values[leaving, joining] <= now + LEAST_GAIN:
        return None
    if leaving < len(out.blocks):
        blocks = blocks[blocks != out.blocks[leaving]]
    if joining < len(coming.blocks):
        blocks = np.append(blocks, coming.blocks[joining])
    return blocks


def edge_of(graph: BlockGraph, blocks: np.ndarray, is_inside: np.ndarray) -> Edge:
    """Blocks with how they meet a set."""
    owners, entries = graph.entries(blocks)
    met = is_inside[graph.near[entries]]
    facing = np.where(met, graph.facing[entries], 0.0)
    touch = np.bincount(owners, weights=facing, minlength=len(blocks))
    return Edge(blocks, touch, np.bincount(owners[met], minlength=len(blocks)))


def move_values(
    graph: BlockGraph, objective: Objective, blocks: np.ndarray, out: Edge, coming: Edge
) -> tuple[np.ndarray, Edge, Edge]:
    """The value of the set after each move; a row for each block out, a column for each one in.

    The last row takes no block out, the last column no block in; −∞ where a move would break a
    bound or the set. Only the most promising of either side are tried.
    """
    found = totals(graph, blocks)
    sums = np.array(
        [found.persons, found.numerator, found.denominator, found.area_m2, found.perimeter_m]
    )
    less, more = changes(graph, out, sign=-1), changes(graph, coming, sign=1)
    out, less = promising(objective, sums, out, less)
    coming, more = promising(objective, sums, coming, more)
    after = sums[:, None, None] + less[:, :, None] + more[:, None, :]
    shared, is_loose = meetings(graph, out, coming)
    after[4] += 2 * shared
    values = objective.value(after[1], after[2], after[3], after[4])
    is_allowed = (objective.people_from <= after[0]) & (after[0] <= objective.people_to)
    is_allowed &= ~is_loose
    if len(blocks) == 1:
        # Without its only block there is no set for another one to lie beside.
        is_allowed[:-1] = False
    is_allowed[-1, -1] = True
    return np.where(is_allowed, values, -np.inf), out, coming


def changes(graph: BlockGraph, edge: Edge, *, sign: int) -> np.ndarray:
    """What each block changes in the five sums, with a last column of nothing; shape (5, n + 1)."""
    each = np.stack(
        [
            graph.persons[edge.blocks],
            graph.numerator[edge.blocks],
            graph.denominator[edge.blocks],
            graph.area_m2[edge.blocks],
            graph.perimeter_m[edge.blocks] - 2 * edge.touch,
        ]
    )
    return np.concatenate([sign * each, np.zeros((5, 1))], axis=1)


def promising(
    objective: Objective, sums: np.ndarray, edge: Edge, change: np.ndarray
) -> tuple[Edge, np.ndarray]:
    """The blocks with which the set would be best, whatever its bounds; MOST_TRIED at most."""
    if len(edge.blocks) <= MOST_TRIED:
        return edge, change
    after = sums[:, None] + change[:, :-1]
    order = np.argsort(-objective.value(after[1], after[2], after[3], after[4]), kind="stable")
    kept = np.sort(order[:MOST_TRIED])
    chosen = Edge(edge.blocks[kept], edge.touch[kept], edge.links[kept])
    return chosen, change[:, np.append(kept, change.shape[1] - 1)]


def meetings(graph: BlockGraph, out: Edge, coming: Edge) -> tuple[np.ndarray, np.ndarray]:
    """For each pair the metres with which both face each other, and whether the one that comes
    would lie beside nothing but the one that goes."""
    shape = (len(out.blocks) + 1, len(coming.blocks) + 1)
    shared, is_loose = np.zeros(shape), np.zeros(shape, dtype=bool)
    place = {block: at for at, block in enumerate(coming.blocks.tolist())}
    for at, block in enumerate(out.blocks.tolist()):
        row = graph.beside(block)
        for other, metres in zip(graph.near[row].tolist(), graph.facing[row].tolist(), strict=True):
            to = place.get(other)
            if to is not None:
                shared[at, to] = metres
                is_loose[at, to] = coming.links[to] == 1
    return shared, is_loose


def cut_blocks(graph: BlockGraph, blocks: np.ndarray, is_inside: np.ndarray) -> set[int]:
    """The blocks without which a connected set falls apart (Tarjan's articulation points)."""
    root = int(blocks[0])
    owners, entries = graph.entries(blocks)
    within: dict[int, list[int]] = {block: [] for block in blocks.tolist()}
    met = is_inside[graph.near[entries]]
    owned = zip(blocks[owners[met]].tolist(), graph.near[entries][met].tolist(), strict=True)
    for block, other in owned:
        within[block].append(other)
    order, lowest, parent = {root: 0}, {root: 0}, {root: -1}
    cuts: set[int] = set()
    children = 0
    path = [(root, iter(within[root]))]
    while path:
        block, waiting = path[-1]
        following = next((each for each in waiting if each != parent[block]), None)
        if following is None:
            path.pop()
            above = parent[block]
            if above == -1:
                continue
            lowest[above] = min(lowest[above], lowest[block])
            if above == root:
                children += 1
            elif lowest[block] >= order[above]:
                cuts.add(above)
        elif following in order:
            lowest[block] = min(lowest[block], order[following])
        else:
            order[following] = lowest[following] = len(order)
            parent[following] = block
            path.append((following, iter(within[following])))
    return cuts | {root} if children > 1 else cuts
