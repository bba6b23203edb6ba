"""This file adapts Django's makemessages: it finds our messages and writes a mergeable catalogue.

There is one catalogue for all apps, in the order of the files, without locations, wrapped lines,
dates, fuzzy or obsolete entries: a changed message changes its own lines only.
"""

import re
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # `counted` uses the Persian text as singular and plural.
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=message",
        "--keyword=counted:1,1",
    ]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        always = {"no_wrap": True, "no_location": True, "no_obsolete": True}
        never = ["var", "node_modules", "tests", "bench", "fixtures"]
        ignored = [*options["ignore_patterns"], *never]
        super().handle(*args, **options | always | {"ignore_patterns": ignored})

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        text = catalogue.read_text(encoding="utf-8")
        dated = r'^"(?:Report-Msgid-Bugs-To|POT-Creation-Date):.*\n'
        catalogue.write_text(re.sub(dated, "", text, flags=re.MULTILINE), encoding="utf-8")
