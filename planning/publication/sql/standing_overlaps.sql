-- Input: %(boundary)s (EWKB hex, EPSG:4326) of an area about to be published, %(edition)s in force,
-- %(province)s, %(replaced)s codes that the area replaces. One output row = one remaining
-- neighbourhood that shares more than %(sliver_m2)s square metres with it: code, names, square
-- metres. Uses area_boundary_3857.
WITH drawn AS (
    SELECT %(boundary)s::geometry AS boundary
),
shared AS (
    SELECT area.code, area.name_fa, area.name_en,
           ST_Area(ST_Intersection(area.boundary, drawn.boundary)::geography) AS shared_m2
    FROM drawn
    JOIN layers_area AS area
      ON area.boundary_3857 && ST_Transform(ST_Envelope(drawn.boundary), 3857)
     AND ST_Intersects(area.boundary, drawn.boundary)
    WHERE area.edition_id = %(edition)s
      AND area.province_code = %(province)s
      AND NOT area.code = ANY (%(replaced)s)
)
SELECT code, name_fa, name_en, shared_m2
FROM shared
WHERE shared_m2 > %(sliver_m2)s
ORDER BY shared_m2 DESC, code
