"""This file runs the benchmarks: `./gis bench`, or `./gis bench tiles` for one of them."""

import importlib
import os
import shutil
import sys

import django

NAMES = (
    "tiles", "exports", "page", "measure", "suggest", "what_if", "attack", "backups",
    "publications", "disclosure", "ogc",
)  # fmt: skip
# Runs only when it is named: it takes half an hour.
LONG = ("mixed",)
PROGRAMS = {
    "wrk": "wrk",
    "pgbench": "postgresql-contrib",
    "curl": "curl",
    "psql": "postgresql-client",
}


def main(wanted: list[str]) -> int:
    """Print a Markdown table of the measurements; 2 for an unknown name or a missing program."""
    unknown = [name for name in wanted if name not in (*NAMES, *LONG)]
    if unknown:
        choices = ", ".join((*NAMES, *LONG))
        print(f"اندازه‌گیری «{', '.join(unknown)}» شناخته نیست. نام‌ها: {choices}")
        print(f"bench: unknown: {', '.join(unknown)}; choose of: {choices}")
        return 2
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        print(f"bench: missing programs; run: apt-get install {' '.join(missing)}")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_app.settings")
    django.setup()
    table = importlib.import_module("bench.table")
    rows = importlib.import_module("bench.loading").main()
    print(table.HEADING)
    for row in rows:
        print(row.markdown(), flush=True)
    for name in wanted or NAMES:
        for row in importlib.import_module(f"bench.{name}").main():
            print(row.markdown(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
