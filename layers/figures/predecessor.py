"""This file reads the earlier figures of an area: those of the one that it continues."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.models import Area, Lineage, Measurement

Series = tuple[tuple[int, float | None], ...]


@dataclass(frozen=True)
class Predecessor:
    """The area, under another code, from which alone an area was made.

    series: by indicator id, (year, published value or None), oldest first.
    """

    code: str
    name_fa: str
    name_en: str
    series: Mapping[int, Series]

    def before(self, indicator_id: int, year: int | None) -> Series:
        """Its figures of an indicator before a year; all of them without one."""
        known = self.series.get(indicator_id, ())
        return tuple((each, value) for each, value in known if year is None or each < year)


def predecessor(drawings: Iterable[Area]) -> Predecessor | None:
    """What an area continues; None if that is nothing, or more than one.

    drawings: the area in every published edition.
    """
    own = list(drawings)
    links = (
        Lineage.objects.filter(after__in=own, before__edition__is_published=True)
        .exclude(before__code__in=[area.code for area in own])
        .select_related("before")
        .defer("before__boundary", "before__boundary_3857")
        .order_by("-pk")
    )
    found = {link.before.code: link.before for link in links if link.before}
    if len(found) != 1:
        return None
    [before] = found.values()
    series: dict[int, list[tuple[int, float | None]]] = defaultdict(list)
    rows = Measurement.objects.filter(area_id=before.code, is_preferred=True).order_by("year")
    for row in rows:
        series[row.indicator_id].append((row.year, row.published_value))
    return Predecessor(
        before.code,
        before.name_fa,
        before.name_en,
        {indicator: tuple(found) for indicator, found in series.items()},
    )
