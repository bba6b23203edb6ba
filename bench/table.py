"""This file prints a measurement as a Markdown table row."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Row:
    """Repeated measurements of one thing, with its floor and its target."""

    name: str
    unit: str
    target: str
    measured: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    note: str = ""

    def ratio(self) -> float | None:
        """The median of each run's ratio to the floor of the same run."""
        if not self.floor:
            return None
        return statistics.median(m / f for m, f in zip(self.measured, self.floor, strict=True))

    def markdown(self) -> str:
        median = statistics.median(self.measured)
        spread = f"{min(self.measured):.3g}–{max(self.measured):.3g}"
        floor = f"{statistics.median(self.floor):.3g}" if self.floor else "–"
        ratio = self.ratio()
        shown = f"{ratio:.2f}" if ratio is not None else "–"
        return (
            f"| {self.name} | {median:.3g} {self.unit} | {spread} | {floor} | {shown} |"
            f" {self.target} | {self.note} |"
        )


HEADING = (
    "| what | median | range | floor | ratio | target | note |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)
