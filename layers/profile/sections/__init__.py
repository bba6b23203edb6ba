"""This file registers the ground's sections of every area's page."""

from layers.profile.registry import ProfileSection, register_section
from layers.profile.sections import (
    children,
    data,
    figures,
    headline,
    history,
    houses,
    outline,
    places,
)

SECTIONS = (
    ProfileSection("headline", "top", 10, "layers/_headline.html", headline.build),
    ProfileSection("figures", "main", 20, "layers/_figures.html", figures.build),
    ProfileSection("children", "main", 60, "layers/_children.html", children.build),
    ProfileSection("outline", "side", 10, "layers/_outline.html", outline.build),
    ProfileSection("houses", "side", 30, "layers/_houses.html", houses.build),
    ProfileSection("places", "side", 40, "layers/_places.html", places.build),
    ProfileSection("history", "side", 50, "layers/_history.html", history.build),
    ProfileSection("data", "side", 90, "layers/_data.html", data.build),
)


def register_ground_sections() -> None:
    for section in SECTIONS:
        register_section(section)
