-- Input: %(code)s and %(level)s of an area, %(parent)s of the area that holds it ('' for the
-- country), %(edition_id)s or null for the editions in force, %(parts_level)s of the areas to draw
-- inside it (null for none), %(parts_edition_id)s or null, %(zoom)s of the simplified shapes,
-- %(west)s, %(south)s, %(east)s, %(north)s of the frame (EPSG:3857 metres), %(k)s drawing units per
-- metre, %(margin)s units to draw beyond the frame. One output row = one area to draw: its relation
-- (holder, sibling, own, part), names, SVG path clipped to frame and margin (null without a
-- polygon), the position of its anchor, and its longer side in drawing units. Uses area_parent,
-- area_level_province and areashape_once.
WITH drawn AS (
    SELECT area.*,
           CASE
               WHEN area.code = %(parent)s THEN 'holder'
               ELSE 'sibling'
           END AS relation
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE (area.code = %(parent)s
           OR (area.parent_code = %(parent)s AND area.level = %(level)s))
      AND area.code <> %(code)s
    UNION ALL
    SELECT area.*, 'own' AS relation
    FROM layers_area AS area
    JOIN layers_shown_editions(%(level)s, %(edition_id)s) USING (edition_id, province_code)
    WHERE area.code = %(code)s
    UNION ALL
    SELECT area.*, 'part' AS relation
    FROM layers_area AS area
    JOIN layers_shown_editions(%(parts_level)s, %(parts_edition_id)s)
      USING (edition_id, province_code)
    WHERE area.level = %(parts_level)s
      AND (%(code)s = 'IR' OR %(code)s IN (area.province_code, area.county_code))
),
shaped AS (
    SELECT drawn.relation, drawn.code, drawn.name_fa, drawn.name_en, drawn.anchor_3857,
           ST_ClipByBox2D(
               COALESCE(stored.shape_3857, ST_Simplify(drawn.boundary_3857, 1 / %(k)s, true)),
               ST_Expand(ST_MakeBox2D(ST_Point(%(west)s, %(south)s), ST_Point(%(east)s, %(north)s)),
                         %(margin)s / %(k)s)
           ) AS shape
    FROM drawn
    LEFT JOIN LATERAL (
        SELECT shape_3857
        FROM layers_areashape AS areashape
        WHERE areashape.area_id = drawn.id
        ORDER BY abs(areashape.zoom - %(zoom)s), areashape.zoom
        LIMIT 1
    ) AS stored ON true
)
SELECT relation, code, name_fa, name_en,
       NULLIF(ST_AsSVG(ST_TransScale(shape, -%(west)s, -%(north)s, %(k)s, %(k)s), 1, 0), '') AS path,
       round((ST_X(anchor_3857) - %(west)s) * %(k)s)::int AS x,
       round((%(north)s - ST_Y(anchor_3857)) * %(k)s)::int AS y,
       COALESCE(round(GREATEST(ST_XMax(shape) - ST_XMin(shape), ST_YMax(shape) - ST_YMin(shape))
                      * %(k)s)::int, 0) AS side
FROM shaped
ORDER BY array_position(ARRAY['holder', 'sibling', 'own', 'part'], relation), code
