"""This file names the release of the program that runs: the commit that it was made from."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# `git archive` writes the commit into it (.gitattributes).
ARCHIVED = "gis_app/release.txt"
COMMIT = re.compile(r"[0-9a-f]{40,64}")
SHOWN_DIGITS = 10
UNKNOWN = "?"


def release_of(root: Path) -> str:
    """The beginning of the commit of a checkout or of an unpacked archive, else "?"."""
    for told in (archived(root), checked_out(root / ".git")):
        if COMMIT.fullmatch(told):
            return told[:SHOWN_DIGITS]
    return UNKNOWN


def archived(root: Path) -> str:
    return first_line(root / ARCHIVED)


def checked_out(folder: Path) -> str:
    """The commit in Git's own files: git may be absent, and refuses folders of other users."""
    head = first_line(folder / "HEAD")
    if not head.startswith("ref: "):
        return head
    branch = head.removeprefix("ref: ")
    return first_line(folder / branch) or packed(folder, branch)


def packed(folder: Path, branch: str) -> str:
    for line in lines_of(folder / "packed-refs"):
        if line.endswith(f" {branch}"):
            return line.partition(" ")[0]
    return ""


def first_line(path: Path) -> str:
    return next(iter(lines_of(path)), "")


def lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []


# Read when the process starts: the folder may hold the next release while this one runs.
RELEASE = release_of(ROOT)
