-- Input: the filters of a selection. One output row = a comma and one feature as GeoJSON text,
-- degrees with 7 decimals. Stored coordinates are already rounded to that, so nothing is lost.
SELECT ',{{"type":"Feature","id":' || to_json(feature.code)
       || ',"geometry":' || COALESCE(ST_AsGeoJSON({boundary}, 7, 0), 'null')
       || ',"properties":' || row_to_json(property) || '}}'
FROM {table} AS feature
{edition_join}
JOIN layers_source AS source ON source.id = feature.source_id
{figure_join}
CROSS JOIN LATERAL (
    SELECT {columns}{figure_columns}, source.code AS {source_name},
           source.licence AS {licence_name}, {edition_code} AS edition
) AS property
WHERE {edition}
  AND (%(parent)s = 'IR' OR %(parent)s IN ({within}))
  AND (%(province)s::text IS NULL OR feature.province_code = %(province)s)
  AND (%(county)s::text IS NULL OR feature.county_code = %(county)s)
  AND (%(ids)s::bigint[] IS NULL OR feature.id = ANY(%(ids)s))
  AND (NOT %(has_box)s OR ST_Intersects({mercator}, ST_Transform(
           ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), 3857)))
ORDER BY {order}
