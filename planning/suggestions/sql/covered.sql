-- Input: %(west)s, %(south)s, %(east)s, %(north)s: Web Mercator metres. One row: the ids of the blocks whose
-- middle lies in a neighbourhood in force that meets this box, as bytes (int8, network order). Uses
-- area_boundary_3857 and block_centroid_3857.
WITH piece AS MATERIALIZED (
    SELECT ST_Subdivide(area.boundary_3857, 64) AS shape
    FROM layers_area AS area
    JOIN layers_currentedition AS edition USING (edition_id, level, province_code)
    WHERE area.level = 'neighbourhood'
      AND area.boundary_3857 && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857)
)
SELECT COALESCE(string_agg(int8send(block.id), ''), '')
FROM piece
-- OFFSET 0 keeps the planner from beginning with the blocks.
CROSS JOIN LATERAL (
    SELECT id
    FROM layers_block AS block
    WHERE ST_Covers(piece.shape, block.centroid_3857)
    OFFSET 0
) AS block
