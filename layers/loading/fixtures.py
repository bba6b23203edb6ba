"""This file reads the files under fixtures/."""

import csv
import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def read_json(name: str) -> Any:
    """Read a JSON file, by its path under fixtures/."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """Read the rows of a CSV file, by its path under fixtures/; an empty cell is ''."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
