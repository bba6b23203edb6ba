-- The blocks of a boundary ($1, WKB, EPSG:4326), and whether each is counted or only crossed. Part of
-- public_bounds.sql.
drawn AS MATERIALIZED (
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
)
