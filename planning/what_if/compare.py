"""This file compares a county's target areas without and with a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry import MultiPolygon

from accounts.access import Scope
from layers.messages import message as _
from layers.models import Area, Block, is_part
from planning.block_columns import MOST_BLOCKS
from planning.problems import PlanningProblem
from planning.statistics.indicators import Context, contexts
from planning.statistics.measure import check_length, data_versions
from planning.statistics.way import Way
from planning.what_if.county_blocks import TOLD, CountyBlocks, Hood, read_blocks
from planning.what_if.outside import Outside, Teller, outside_of
from planning.what_if.parameters import Asked
from planning.what_if.shares import Inside, Share, shares
from planning.what_if.worse_outside import Rates


class NothingToCompare(PlanningProblem):
    """A county without census blocks."""

    heading = _("مقایسه‌ای نیست")
    usual_status = 422


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A county without and with a draft, as a person may see it.

    shares: by the names of TOLD. around: the indicator with the county's published value.
    published: the published population. without_blocks: neighbourhoods of the county in which no
    block lies. has_draft_blocks: any block of the county lies in the draft. elsewhere: so do blocks
    of other counties, which are not counted here. way: how figures beside the map are counted.
    """

    asked: Asked
    blocks: int
    shares: Mapping[str, Share]
    around: Context | None
    published: Context | None
    outside: Outside
    without_blocks: tuple[Hood, ...]
    has_draft_blocks: bool
    county: CountyBlocks
    way: Way
    is_exact: bool

    def as_json(self) -> dict[str, Any]:
        area, population = self.asked.county, self.published
        return {
            "county": {"code": area.code, "name_fa": area.name_fa, "name_en": area.name_en},
            "blocks": self.blocks,
            "shares": {name: share.as_json() for name, share in self.shares.items()},
            "indicator": self.indicator_json(),
            "outside": self.outside.as_json(),
            "published_population": None
            if population is None or population.county is None
            else {"persons": population.county, "year": population.year},
            "without_blocks": [
                {"code": hood.code, "name_fa": hood.name_fa, "name_en": hood.name_en}
                for hood in self.without_blocks
            ],
            "has_draft_blocks": self.has_draft_blocks,
            "elsewhere": self.county.elsewhere,
            "other_method": bool(self.way.areal or self.way.ticked),
            "rounded": not self.is_exact,
            "synthetic": self.county.synthetic,
            "sources": [source.as_json() for source in self.county.sources],
            "data": data_versions(dict(self.county.data)),
        }

    def indicator_json(self) -> dict[str, Any]:
        indicator = self.asked.indicator
        return {
            "code": indicator.code,
            "name_fa": indicator.name_fa,
            "name_en": indicator.name_en,
            "unit_fa": indicator.unit_fa,
            "unit_en": indicator.unit_en,
            "decimals": indicator.decimals,
            "county": self.around.county if self.around else None,
            "year": self.around.year if self.around else None,
        }


def compare(asked: Asked, draft: MultiPolygon, way: Way, *, scope: Scope) -> WhatIf:
    """A county's target areas without and with a draft (EPSG:4326).

    All is counted by the middle of blocks, painted blocks by their codes, before and after alike.
    Exact where the county lies in the scope, because no block of another is counted; otherwise of
    what blocks publish, in tens. Raises NothingToCompare, BoundaryProblem.
    """
    check_length(draft)
    place = asked.county
    is_exact = scope.covers(province_code=place.province_code, county_code=place.code)
    check_number(place)
    county = read_blocks(asked, draft, way.painted, exact=is_exact)
    before, after = sides(county, asked.replaces)
    teller = Teller(rates_of(asked, county), asked.indicator, is_exact)
    around = {
        each.code: each
        for each in contexts(province_code=place.province_code, county_code=place.code)
    }
    return WhatIf(
        asked=asked,
        blocks=len(county.ids),
        shares=shares({name: county.counts[name] for name in TOLD}, before, after, exact=is_exact),
        around=around.get(asked.indicator.code),
        published=around.get("population"),
        outside=outside_of(county, after.blocks, teller, without=asked.replaces),
        without_blocks=tuple(
            hood
            for hood, members in zip(county.hoods, county.members, strict=True)
            if hood.is_own and not len(members)
        ),
        has_draft_blocks=bool(county.is_draft.any()),
        county=county,
        way=way,
        is_exact=is_exact,
    )


def check_number(county: Area) -> None:
    """Raise NothingToCompare for a county without blocks, or with too many."""
    number = Block.objects.filter(
        province_code=county.province_code, county_code=county.code
    ).count()
    if not number:
        raise NothingToCompare(
            _("برای این شهرستان بلوک سرشماری بارگذاری نشده است. مقایسه از بلوک‌ها ساخته می‌شود.")
        )
    if number > MOST_BLOCKS:
        raise NothingToCompare(
            _(
                "این شهرستان {count} بلوک دارد. مقایسه از حداکثر {most} بلوک ساخته می‌شود. رقم‌های"
                " خود محدوده را در «آمار» ببینید.",
                count=number,
                most=MOST_BLOCKS,
            )
        )


def sides(county: CountyBlocks, replaces: frozenset[str]) -> tuple[Inside, Inside]:
    """The blocks inside target areas without and with the draft, each block once."""
    own = {hood.code for hood in county.hoods if hood.is_own}
    before = county.in_hoods()
    kept = county.in_hoods(without=replaces)
    return (
        Inside(before, is_known=bool(before.any()) or not own),
        Inside(kept | county.is_draft, is_known=bool(county.is_draft.any())),
    )


def rates_of(asked: Asked, county: CountyBlocks) -> Rates:
    counts, indicator = county.counts, asked.indicator
    numerator, denominator = indicator.block_numerator, indicator.block_denominator
    return Rates.of(
        counts["persons"],
        counts[numerator],
        counts[denominator],
        is_part=is_part(numerator, denominator),
    )
