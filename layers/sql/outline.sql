-- Input: %(code)s of the area, %(level)s and %(holder)s = the area whose parts of that level are
-- drawn (the area's siblings, or its own parts), %(edition_id)s or null, %(width)s, %(height)s and
-- %(edge)s of the drawing in units, %(focus)s = whether the drawing is fitted to the area itself
-- with its surroundings, rather than to the whole holder.
-- One output row = one area as an SVG path, true to shape (EPSG:3857 is conformal), or a point
-- where it has no polygon. Uses area_parent and areashape_once.
WITH edition AS (
    SELECT edition_id, province_code
    FROM layers_currentedition
    WHERE %(edition_id)s::bigint IS NULL
    UNION ALL
    SELECT id, unnest(provinces)
    FROM layers_edition
    WHERE id = %(edition_id)s AND is_published
),
drawn AS (
    SELECT area.id, area.code, area.name_fa, area.name_en, area.boundary_3857, area.anchor_3857,
           area.code = %(code)s AS is_own, area.parent_code IS NULL AS is_country
    FROM layers_area AS area
    JOIN edition USING (edition_id, province_code)
    WHERE area.parent_code = %(holder)s AND area.level = %(level)s
),
box AS (
    SELECT ST_Extent(COALESCE(boundary_3857, anchor_3857)) FILTER (WHERE is_own OR NOT %(focus)s)
           AS seen
    FROM drawn
),
frame AS (
    SELECT ST_XMin(seen) AS west, ST_YMax(seen) AS north,
           ST_XMax(seen) - ST_XMin(seen) AS wide, ST_YMax(seen) - ST_YMin(seen) AS tall
    FROM box
)
SELECT 1
