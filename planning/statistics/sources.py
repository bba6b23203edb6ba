"""This file names the sources that an area's statistics were made from."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class SourceTitle:
    """A source by its code and titles."""

    code: str
    title_fa: str
    title_en: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)
