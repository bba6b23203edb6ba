"""This file is the command `clear_demo`: it deletes all invented data."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.messages import both, counted
from sample.clear import clear_demo


class Command(BaseCommand):
    help = "Delete all invented rows, their history and the demo accounts; real rows stay."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = clear_demo()
        if options["verbosity"]:
            self.stdout.write(both(counted("{count} ردیف ساختگی پاک شد.", count=deleted)))
