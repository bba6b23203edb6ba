-- Input: conditions and an order made of the layer's own expressions. One output row = one feature
-- as GeoJSON text, then the keys of its order as texts, by which the next page goes on.
SELECT '{{"type":"Feature","id":' || to_json(feature.code)
       || ',"geometry":' || COALESCE(ST_AsGeoJSON({geometry}, {decimals}, 0), 'null')
       || ',"properties":' || row_to_json(property) || '}}'{keys}
FROM {table} AS feature
{edition_join}
JOIN layers_source AS source ON source.id = feature.source_id
{figure_join}
CROSS JOIN LATERAL (SELECT {columns}) AS property
WHERE {edition}
  AND (%(ids)s::bigint[] IS NULL OR feature.id = ANY(%(ids)s))
  AND {condition}
ORDER BY {order}
LIMIT {limit}
