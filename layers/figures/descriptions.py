"""This file describes sources and indicators as plain JSON values, the same for every output."""

from layers.models import Indicator, Source


def source_as_json(source: Source) -> dict[str, object]:
    return {
        "code": source.code,
        "title_fa": source.title_fa,
        "title_en": source.title_en,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "attribution_fa": source.attribution_fa,
        "attribution_en": source.attribution_en,
        "url": source.url,
        "published_on": source.published_on.isoformat() if source.published_on else None,
        "synthetic": source.synthetic,
    }


def indicator_as_json(indicator: Indicator) -> dict[str, object]:
    return {
        "code": indicator.code,
        "name_fa": indicator.name_fa,
        "name_en": indicator.name_en,
        "definition_fa": indicator.definition_fa,
        "definition_en": indicator.definition_en,
        "unit_fa": indicator.unit_fa,
        "unit_en": indicator.unit_en,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "domain": indicator.domain,
    }
