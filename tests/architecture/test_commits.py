"""This file tests the titles of commits made after it was added."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 72
# One area or several, then what was done.
AREA_FIRST = re.compile(r"[a-z][\w./-]*(, [a-z][\w./-]*)*: \S.*")


def git(*words: str) -> str:
    """The output of git; the test is skipped without a full clone."""
    try:
        done = subprocess.run(
            ["git", "-C", ROOT, *words], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no history to read: {error}")
    return done.stdout


def is_title(title: str) -> bool:
    return len(title) <= LONGEST and AREA_FIRST.fullmatch(title) is not None


@pytest.mark.parametrize(
    ("title", "is_good"),
    [
        ("layers: round a figure once", True),
        ("layers, planning: regroup modules into packages", True),
        ("docs/rights.md: name the steps", True),
        ("Round a figure once", False),
        ("layers:round a figure once", False),
        ("layers: ", False),
        ("layers: " + "x" * 64, True),
        ("layers: " + "x" * 65, False),
    ],
)
def test_a_title_names_its_area_and_fits(title: str, is_good: bool) -> None:
    assert is_title(title) == is_good


def test_every_commit_has_such_a_title() -> None:
    if not (ROOT / ".git").exists() or git("rev-parse", "--is-shallow-repository") == "true\n":
        pytest.skip("a copy without its whole history")
    here = str(Path(__file__).relative_to(ROOT))
    added = git("log", "--follow", "--diff-filter=A", "--format=%H", "--", here).split()
    if not added:
        pytest.skip("this file is not committed yet")
    # Of its descendants alone: what was begun beside it and merged later knew no such rule.
    after = ("--ancestry-path", f"{added[-1]}..HEAD")
    titles = git("log", "--no-merges", "--format=%s", *after).splitlines()
    assert [title for title in titles if not is_title(title)] == []
