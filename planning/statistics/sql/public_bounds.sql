-- Input: $1 boundary, WKB, EPSG:4326.
-- One row: for each count, its least and greatest sum by what blocks publish. A suppressed count is
-- 0 in the least, and in the greatest the sum of all suppressed counts of its place, once for each
-- place; null where that sum is not published. A block that the boundary crosses counts in the
-- greatest alone. Uses block_centroid_3857 and block_boundary_3857.
WITH drawn AS MATERIALIZED (
    SELECT shape, greatest({stretch_m}, ST_Perimeter(shape) / {most_stretches}) AS stretch_m
    FROM ST_Transform(ST_GeomFromWKB($1, 4326), 3857) AS shape
),
piece AS MATERIALIZED (
    SELECT ST_Subdivide(shape, 64) AS shape
    FROM drawn
),
{met},
inside AS (
    SELECT block.id
    FROM piece
    -- OFFSET 0 keeps the planner from beginning with the blocks.
    CROSS JOIN LATERAL (
        SELECT id
        FROM layers_block AS block
        WHERE ST_Covers(piece.shape, block.centroid_3857)
        OFFSET 0
    ) AS block
),
touched AS (
    SELECT id, bool_and(is_whole) AS is_whole
    FROM (
        SELECT id, true AS is_whole FROM inside
        UNION ALL
        SELECT id, false FROM met
    ) AS each
    GROUP BY id
),
place AS (
    SELECT province_code, county_code, neighbourhood_code, {place_sums}
    FROM touched
    JOIN layers_block USING (id)
    GROUP BY province_code, county_code, neighbourhood_code
)
SELECT {bounds}
FROM place
LEFT JOIN layers_blocksubstitute AS substitute USING (province_code, county_code, neighbourhood_code)
