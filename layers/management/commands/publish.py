"""This file is the command `publish`: it makes anew all that is shown of the data."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.publishing.publish import publish


class Command(BaseCommand):
    help = (
        "Make published figures, shapes, clusters and sums anew from the data, by the rules of this"
        " release. ./gis does it itself where a release brings new tables."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        publish()
        if options["verbosity"]:
            self.stdout.write(
                "همهٔ آنچه دیده می‌شود از نو ساخته شد.  |  All that is shown was made anew."
            )
