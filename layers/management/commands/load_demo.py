"""This file is the command `load_demo`: invented sample data, marked so, into the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from layers.loading.demo import load_demo
from persian.digits import format_number


class Command(BaseCommand):
    help = "Replace the invented sample data by that of the recipe in fixtures/demo/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="another sample than the usual one")

    def handle(self, *args: Any, **options: Any) -> None:
        world = load_demo(seed=options["seed"])
        if options["verbosity"] == 0:
            return
        for name_fa, name_en, count in (
            ("محله", "neighbourhoods", len(world.areas)),
            ("بلوک", "blocks", len(world.blocks.codes)),
            ("رقم", "figures", len(world.figures)),
            ("مدرسه", "schools", len(world.schools)),
            ("خانهٔ محله", "houses", len(world.houses)),
        ):
            self.stdout.write(f"{format_number(count)} {name_fa}  |  {count:,} {name_en}")
        self.stdout.write(
            "دادهٔ نمونه (ساختگی) بارگذاری شد؛ با clear_demo پاک می‌شود."
            "  |  Invented sample data is loaded; clear_demo removes it."
        )
