"""This file removes layout white space from markup, so that tests can search in it."""

import re


def compact(markup: str) -> str:
    """Markup on one line: one space between words and attributes, none beside a tag."""
    line = re.sub(r"\s+", " ", markup)
    return re.sub(r" ?<([^<>]+?) ?(/?)> ?", r"<\1\2>", line)
