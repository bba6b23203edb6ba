-- Input: %(code)s and %(level)s of an area, %(parent)s of the area that holds it ('' for the
-- country), %(edition_id)s or null for the editions in force.
-- One row: least and greatest x and y (EPSG:3857 metres) of the area, then of its parent, then of
-- the areas one level below the area; from polygons if any exist, else from anchors.
WITH known AS (
    SELECT area.code, area.parent_code, COALESCE(area.boundary_3857, area.anchor_3857) AS shape
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE (area.code = %(parent)s OR area.parent_code = %(code)s)
      AND area.code <> %(code)s
    UNION ALL
    SELECT area.code, area.parent_code, COALESCE(area.boundary_3857, area.anchor_3857)
    FROM layers_area AS area
    JOIN layers_shown_editions(%(level)s, %(edition_id)s) USING (edition_id, province_code)
    WHERE area.code = %(code)s
),
box AS (
    SELECT ST_Extent(shape) FILTER (WHERE code = %(code)s) AS own,
           ST_Extent(shape) FILTER (WHERE code = %(parent)s) AS parent,
           ST_Extent(shape) FILTER (WHERE parent_code = %(code)s) AS parts
    FROM known
)
SELECT ST_XMin(own), ST_YMin(own), ST_XMax(own), ST_YMax(own),
       ST_XMin(parent), ST_YMin(parent), ST_XMax(parent), ST_YMax(parent),
       ST_XMin(parts), ST_YMin(parts), ST_XMax(parts), ST_YMax(parts)
FROM box
