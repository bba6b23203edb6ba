-- Input: %(west)s, %(south)s, %(east)s, %(north)s of the frame (EPSG:3857 metres), %(k)s drawing
-- units per metre, %(most)s = the most areas to draw. One output row = one province or
-- neighbourhood in force that reaches into the frame: level, code, names, SVG path clipped to the
-- frame, position of its anchor in drawing units; provinces first. Uses area_boundary_3857.
WITH frame AS (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857) AS box
),
shaped AS (
    SELECT area.level, area.code, area.name_fa, area.name_en, area.anchor_3857,
           ST_ClipByBox2D(ST_Simplify(area.boundary_3857, 2 / %(k)s, true),
                          ST_Expand(frame.box, 20 / %(k)s)::box2d) AS shape
    FROM frame
    JOIN layers_area AS area ON area.boundary_3857 && frame.box
    JOIN layers_currentedition AS current
      ON current.edition_id = area.edition_id AND current.level = area.level
     AND current.province_code = area.province_code
    WHERE area.level IN ('province', 'neighbourhood')
)
SELECT level, code, name_fa, name_en,
       ST_AsSVG(ST_TransScale(shape, -%(west)s, -%(north)s, %(k)s, %(k)s), 1, 0) AS path,
       round((ST_X(anchor_3857) - %(west)s) * %(k)s)::int AS x,
       round((%(north)s - ST_Y(anchor_3857)) * %(k)s)::int AS y
FROM shaped
WHERE NOT ST_IsEmpty(shape)
ORDER BY level = 'neighbourhood', code
LIMIT %(most)s
