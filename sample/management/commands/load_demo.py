"""This file is the command `load_demo`: it loads invented sample data, marked as such."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from persian.digits import format_number
from sample.load import PublicDataMissing, load_demo
from sample.load_nation import load_nation

Counts = tuple[int, int, int, int]
NAMES = (
    ("محله", "neighbourhoods"),
    ("بلوک", "blocks"),
    ("مدرسه", "schools"),
    ("خانهٔ محله", "houses"),
)
FEWEST_BLOCKS = 2_000


class Command(BaseCommand):
    help = "Replace the invented sample data by that of the recipe in fixtures/demo/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="another sample than the usual one")
        parser.add_argument(
            "--national", action="store_true", help="a whole country, for load tests"
        )
        parser.add_argument(
            "--blocks", type=int, help="with --national: so many blocks, not a million"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["blocks"] is not None and not options["national"]:
            raise CommandError(
                "شمار بلوک را تنها همراه --national بدهید.  |  --blocks needs --national."
            )
        try:
            counts = self.load(**options)
        except PublicDataMissing as missing:
            raise CommandError(
                "نخست load_public را اجرا کنید.  |  Run load_public first;"
                f" counties are missing: {missing}."
            ) from missing
        if options["verbosity"] == 0:
            return
        for (name_fa, name_en), count in zip(NAMES, counts, strict=True):
            self.stdout.write(f"{format_number(count)} {name_fa}  |  {count:,} {name_en}")
        self.stdout.write(
            "دادهٔ نمونه (ساختگی) بارگذاری شد؛ با clear_demo پاک می‌شود."
            "  |  Invented sample data is loaded; clear_demo removes it."
        )

    def load(
        self, *, national: bool, seed: int | None, blocks: int | None, **options: Any
    ) -> Counts:
        if national:
            return self.load_national(seed, blocks)
        world = load_demo(seed=seed)
        return (
            len(world.areas),
            len(world.blocks.codes),
            len(world.schools),
            len(world.houses),
        )

    def load_national(self, seed: int | None, blocks: int | None) -> Counts:
        if blocks is not None and blocks < FEWEST_BLOCKS:
            raise CommandError(
                f"کم‌ترین شمار بلوک {format_number(FEWEST_BLOCKS)} است."
                f"  |  At least {FEWEST_BLOCKS:,} blocks are needed."
            )
        country = load_nation(seed=seed, blocks=blocks)
        return (
            len(country.neighbourhoods),
            len(country.blocks.codes),
            len(country.schools),
            len(country.houses),
        )
