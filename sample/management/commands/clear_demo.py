"""This file is the command `clear_demo`: it deletes all invented data."""

from typing import Any

from django.core.management.base import BaseCommand

from persian.digits import format_number
from sample.clear import clear_demo


class Command(BaseCommand):
    help = "Delete all invented rows, their history and the demo accounts; real rows stay."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = clear_demo()
        if options["verbosity"]:
            self.stdout.write(
                f"{format_number(deleted)} ردیف ساختگی پاک شد."
                f"  |  {deleted:,} invented rows were deleted."
            )
