"""This file knows which settings belong to the data and not to a machine."""

import os
import re
from pathlib import Path

# Names and rules of the site. Ports, processes and folders belong to a machine.
OF_THE_SITE = (
    "MAHALLEH_HOSTS",
    "MAHALLEH_ORIGINS",
    "MAHALLEH_PROXIES",
    "MAHALLEH_HTTPS",
    "MAHALLEH_HSTS",
    "MAHALLEH_STATEMENT_TIMEOUT_MS",
    "MAHALLEH_DEMO",
)
SETTINGS_FILE = "settings.env"


def effective_settings() -> dict[str, str]:
    """The settings of the site that are set, from the environment or from settings.env."""
    return {name: os.environ[name] for name in OF_THE_SITE if os.environ.get(name)}


def write_settings(state: Path, wanted: dict[str, str]) -> bool:
    """Write settings.env unless there is one or nothing to write; whether it was written.

    Left out: values with a line break, and names that are not settings of the site.
    """
    path = state / SETTINGS_FILE
    if path.exists() or not wanted:
        return False
    lines = [
        f"{name}={value}\n"
        for name, value in sorted(wanted.items())
        if name in OF_THE_SITE and re.fullmatch(r"[^\r\n\0]*", value)
    ]
    # It can hold a token.
    path.touch(mode=0o600)
    path.write_text("".join(lines))
    return True
