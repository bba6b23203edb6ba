-- Input: the filters of a selection. One output row = one feature: its fields, its figure, its
-- label point in degrees (longitude, latitude), its source, licence and edition, and, where a format
-- asks for it, its geometry.
SELECT {columns}{figure_columns},
       ST_X(point), ST_Y(point), source.code, source.licence, {edition_code}{geometry}
FROM {table} AS feature
{edition_join}
JOIN layers_source AS source ON source.id = feature.source_id
{figure_join}
CROSS JOIN LATERAL (SELECT {point} AS point) AS label
WHERE {edition}
  AND (%(parent)s = 'IR' OR %(parent)s IN ({within}))
  AND (%(province)s::text IS NULL OR feature.province_code = %(province)s)
  AND (%(county)s::text IS NULL OR feature.county_code = %(county)s)
  AND (%(ids)s::bigint[] IS NULL OR feature.id = ANY(%(ids)s))
  AND (NOT %(has_box)s OR ST_Intersects({mercator}, ST_Transform(
           ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), 3857)))
ORDER BY {order}
