"""This file works out suppressed counts as an outsider could: by linear programs (HiGHS).

The outsider does not know which suppressed count is small and which only covers it. For each one
the least and the greatest value are found over all non-negative worlds that agree with everything
the outsider knows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np

# Any names of a count, as the builder of the system chooses.
Cell = tuple
# The least and the greatest value.
Bounds = tuple[float, float]
ALMOST = 1e-6
# Random directions of a round, each also taken backwards; rounds go on while they shrink what is
# left to this share.
DIRECTIONS, SHRINKS_TO = 4, 0.9


@dataclass
class Outsider:
    """A system of counts and of linear relations between them.

    values: the true count of each cell. unknown: the cells that the outsider does not know.
    relations: (factors of unknown cells, least, most) of sums.
    """

    values: dict[Cell, float] = field(default_factory=dict)
    unknown: set[Cell] = field(default_factory=set)
    relations: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def add(self, cell: Cell, value: float, *, is_known: bool) -> None:
        """A count, known from what is published or not."""
        self.values[cell] = value
        if not is_known:
            self.unknown.add(cell)

    def relate(
        self, factors: Mapping[Cell, float], least: float = -np.inf, most: float = np.inf
    ) -> None:
        """Something that the outsider knows of a sum: it lies from `least` to `most`.

        Raises ValueError if the true counts disagree: then the system is wrong.
        """
        true = sum(factor * self.values[cell] for cell, factor in factors.items())
        if not least - ALMOST <= true <= most + ALMOST:
            raise ValueError(f"{true} is not in {least} to {most}: {factors}")
        open_factors = {cell: f for cell, f in factors.items() if cell in self.unknown}
        rest = true - sum(factor * self.values[cell] for cell, factor in open_factors.items())
        if open_factors:
            self.relations.append((open_factors, least - rest, most - rest))

    def is_part(self, part: Cell, whole: Cell) -> None:
        """A part never exceeds its whole."""
        self.relate({part: 1.0, whole: -1.0}, most=0.0)

    def bounds(
        self, wanted: set[Cell] | None = None, *, whole_up_to: int = 0
    ) -> dict[Cell, Bounds]:
        """The least and greatest value of the unknown cells, or of the wanted ones of them.

        Linear programs are rounded inwards, since counts are whole numbers. whole_up_to: systems
        of at most so many cells are integer programs. Raises ValueError if a true count is not
        within its bounds.
        """
        found: dict[Cell, Bounds] = {}
        for cells, relations in self.components():
            asked = [cell for cell in cells if wanted is None or cell in wanted]
            if asked:
                program = Program(cells, relations, whole=len(cells) <= whole_up_to)
                found |= {cell: program.bounds(cell) for cell in asked}
        for cell, (least, most) in found.items():
            if not least <= self.values[cell] <= most:
                raise ValueError(f"{cell}: {self.values[cell]} is not in {least} to {most}")
        return found

    def narrow(self, wanted: set[Cell], *, enough: float, seed: int = 0) -> dict[Cell, Bounds]:
        """The bounds of those wanted unknown cells that are less than `enough` apart.

        Much faster than bounds() where few are narrow: worlds in random directions show that most
        are not.
        """
        found: dict[Cell, Bounds] = {}
        random = np.random.default_rng(seed)
        for cells, relations in self.components():
            asked = [cell for cell in cells if cell in wanted]
            if asked:
                program = Program(cells, relations, whole=False)
                cramped = program.cramped(asked, self.values, enough, random)
                found |= {cell: program.bounds(cell) for cell in cramped}
        return {
            cell: (least, most) for cell, (least, most) in found.items() if most - least < enough
        }

    def components(self) -> Iterator[tuple[list[Cell], list]]:
        """The unknown cells that depend on one another, with their relations."""
        leader = {cell: cell for cell in self.unknown}

        def find(cell: Cell) -> Cell:
            while leader[cell] != cell:
                leader[cell] = leader[leader[cell]]
                cell = leader[cell]
            return cell

        for factors, _, _ in self.relations:
            first, *others = factors
            for other in others:
                leader[find(other)] = find(first)
        cells: dict[Cell, list[Cell]] = defaultdict(list)
        relations: dict[Cell, list] = defaultdict(list)
        for cell in leader:
            cells[find(cell)].append(cell)
        for relation in self.relations:
            relations[find(next(iter(relation[0])))].append(relation)
        for root, members in cells.items():
            yield members, relations[root]


class Program:
    """The linear program of one component; each cell is non-negative."""

    def __init__(self, cells: list[Cell], relations: list, *, whole: bool) -> None:
        self.columns = {cell: place for place, cell in enumerate(cells)}
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        count = len(cells)
        self.model.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf))
        for factors, least, most in relations:
            places = np.array([self.columns[cell] for cell in factors], dtype=np.int32)
            self.model.addRow(least, most, len(places), places, np.array(list(factors.values())))
        if whole:
            kind = np.full(count, highspy.HighsVarType.kInteger)
            self.model.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kind)
        else:
            # Linear programs differ by their goal alone: each begins where the one before ended.
            self.model.setOptionValue("presolve", "off")

    def cramped(
        self,
        asked: list[Cell],
        values: Mapping[Cell, float],
        enough: float,
        random: np.random.Generator,
    ) -> list[Cell]:
        """The asked cells that differ by less than `enough` between worlds in random directions.

        values: the true counts, which are a world.
        """
        count = len(self.columns)
        every = np.arange(count, dtype=np.int32)
        start = np.array([values[cell] for cell in self.columns])
        # Worlds near the true one differ in many cells at once; far ones in a few.
        near = np.maximum(0.0, start - enough), start + enough
        self.model.changeColsBounds(count, every, *near)
        least, most = start.copy(), start.copy()
        places = np.array([self.columns[cell] for cell in asked], dtype=np.int32)
        self.model.changeObjectiveSense(highspy.ObjSense.kMinimize)
        costs, before = np.zeros(count), float("inf")
        while len(places) < SHRINKS_TO * before:
            before = float(len(places))
            for goal in random.choice([-1.0, 1.0], (DIRECTIONS, len(places))):
                for costs[places] in (goal, -goal):
                    self.model.changeColsCost(count, every, costs)
                    if self.has_optimum():
                        world = np.array(self.model.getSolution().col_value)
                        least, most = np.minimum(least, world), np.maximum(most, world)
            costs[places] = 0.0
            widths = np.floor(most + ALMOST) - np.ceil(least - ALMOST)
            places = places[widths[places] < enough]
        self.model.changeColsCost(count, every, costs)
        self.model.changeColsBounds(count, every, np.zeros(count), np.full(count, np.inf))
        names = list(self.columns)
        return [names[place] for place in places]

    def bounds(self, cell: Cell) -> Bounds:
        column = self.columns[cell]
        least = self.extreme(column, highspy.ObjSense.kMinimize, if_unbounded=0.0)
        most = self.extreme(column, highspy.ObjSense.kMaximize, if_unbounded=np.inf)
        return float(np.ceil(least - ALMOST)), float(np.floor(most + ALMOST))

    def extreme(self, column: int, sense: highspy.ObjSense, *, if_unbounded: float) -> float:
        self.model.changeColCost(column, 1.0)
        self.model.changeObjectiveSense(sense)
        value = float(self.model.getObjectiveValue()) if self.has_optimum() else if_unbounded
        self.model.changeColCost(column, 0.0)
        return value

    def has_optimum(self) -> bool:
        """Solve the program; False where its goal has no end.

        Raises ValueError if no world agrees with what is known.
        """
        self.model.run()
        status = self.model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ValueError("no world agrees with what is known")
        return bool(status == highspy.HighsModelStatus.kOptimal)


def widths(bounds: Mapping[Cell, Bounds]) -> np.ndarray:
    """Greatest − least of every cell, in the order of `bounds`."""
    return np.array([most - least for least, most in bounds.values()])
