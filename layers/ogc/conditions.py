"""This file holds conditions on features: SQL from code, values as arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Condition:
    """A condition of WHERE. Its text comes from code alone; what was sent stands in arguments."""

    sql: str
    arguments: Mapping[str, object] = field(default_factory=dict)


def all_of(conditions: list[Condition]) -> Condition:
    """What all of them say; the names of their arguments must differ."""
    return Condition(
        " AND ".join(f"({each.sql})" for each in conditions) or "TRUE",
        {name: value for each in conditions for name, value in each.arguments.items()},
    )
