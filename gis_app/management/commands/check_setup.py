"""This file is `./gis check`: it says what is wrong with a set-up, and what to do."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.management.base import BaseCommand

from gis_app.setup_checks import setup_problems
from layers.messages import Worded, both
from layers.messages import message as _

FOUND = 1


class Command(BaseCommand):
    help = "Says in words what is wrong with this set-up; 1 if anything is."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(setup_problems())
        for problem in found:
            self.stdout.write(f"- {shown(problem)}")
        if found:
            raise SystemExit(FOUND)
        self.stdout.write(both(_("چیزی کم یا نادرست نیست.")))


def shown(problem: Worded | CheckMessage) -> str:
    if isinstance(problem, CheckMessage):
        return "\n  ".join(part for part in (problem.msg, problem.hint) if part)
    return f"{problem.in_language('fa')}\n  {problem.in_language('en')}"
