"""This package registers planning's sections of the area pages."""

from layers.profile.registry import ProfileSection, register_section
from planning.profile_sections import proposals

SECTIONS = (
    ProfileSection("target-areas", "main", 55, "planning/_proposals.html", proposals.build),
)


def register_sections() -> None:
    for section in SECTIONS:
        register_section(section)
