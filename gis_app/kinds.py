"""This file divides requests into kinds, each with threads, a queue and a budget of its own."""

import re
from dataclasses import dataclass, replace

from layers.middleware import ALIVE_ADDRESS


@dataclass(frozen=True)
class Kind:
    """A kind of request, in one worker.

    threads: how many are worked on at once; 0 for what MAHALLEH_THREADS leaves. waiting: how many
    may be under way, those that wait for a thread included. each: the same for one address.
    patience_s: how long one waits for a thread. budget_s: how long it may work; a large file has a
    longer budget of its own from its turn on (layers/exporting/making.py).
    """

    name: str
    threads: int
    waiting: int
    each: int
    patience_s: float
    budget_s: float


# Tiles, static files and health: nothing else ever takes their threads.
QUICK = Kind("quick", threads=2, waiting=1_000, each=1_000, patience_s=30, budget_s=30)
# Geometry of anybody's shapes: one processor at most for each worker.
GEOMETRY = Kind("geometry", threads=1, waiting=12, each=6, patience_s=12, budget_s=10)
DOWNLOAD = Kind("download", threads=2, waiting=16, each=8, patience_s=10, budget_s=30)
PAGE = Kind("page", threads=0, waiting=40, each=24, patience_s=10, budget_s=30)
# What is done in turn with pages, but works on one drawn shape: no longer than other geometry.
DRAWN = replace(PAGE, budget_s=GEOMETRY.budget_s)
KINDS = (QUICK, GEOMETRY, DOWNLOAD, PAGE)

SAFE = ("GET", "HEAD")
QUICK_ADDRESS = re.compile(r"/(static|tiles)/.*", re.DOTALL)
# Files, and pages of features: a program that reads them one after another leaves pages alone.
DOWNLOAD_ADDRESS = re.compile(r"/export/.*|/ogc/collections/[^/]+/items(/.*)?", re.DOTALL)
GEOMETRY_ADDRESS = re.compile(
    r"(/en)?/planning/(measure/|suggest/|what-if/|check/|read/|operations/[^/]*/?|lists/"
    r"|target-areas/[^/]+/compare/)"
)
DRAWN_ADDRESS = re.compile(
    r"(/en)?/planning/target-areas/(save/|[^/]+/(restore/|steps/(?!publish/)[^/]+/))"
)


def kind_of(method: str, path: str) -> Kind:
    """The kind of a request, by its method and its path alone."""
    if path == ALIVE_ADDRESS or (method in SAFE and QUICK_ADDRESS.fullmatch(path)):
        return QUICK
    if GEOMETRY_ADDRESS.fullmatch(path):
        return GEOMETRY
    if DOWNLOAD_ADDRESS.fullmatch(path):
        return DOWNLOAD
    return DRAWN if DRAWN_ADDRESS.fullmatch(path) else PAGE
