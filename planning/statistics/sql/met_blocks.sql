-- The blocks that the boundary of `drawn` crosses, with the distance of their centroid from it, Web
-- Mercator metres. Part of count.sql and public_bounds.sql. Uses block_boundary_3857.
side AS (
    SELECT segment.path[1] AS part, segment.path[2] AS ring, segment.path[3] AS number,
           segment.geom AS line, stretch_m,
           sum(ST_Length(segment.geom)) OVER (
               PARTITION BY segment.path[1], segment.path[2] ORDER BY segment.path[3]
           ) AS reached_m
    FROM drawn
    CROSS JOIN ST_DumpSegments(shape) AS segment
    WHERE {with_range}
),
-- Short sides are grouped, so that one index search serves all of them.
stretch AS MATERIALIZED (
    SELECT ST_MakeLine(line ORDER BY number) AS line, stretch_m
    FROM side
    GROUP BY part, ring, floor(reached_m / stretch_m), stretch_m
),
-- Long sides are cut into several boxes: most of a slanted line's box is ground beside the line.
probe AS MATERIALIZED (
    SELECT line,
           ST_Expand(
               ST_Envelope(ST_LineSubstring(line, (step - 1.0) / steps, step::float8 / steps)), 0.01
           ) AS box
    FROM stretch
    CROSS JOIN LATERAL (SELECT ceil(ST_Length(line) / stretch_m)::int AS steps) AS long
    CROSS JOIN LATERAL generate_series(1, steps) AS step
),
met AS (
    SELECT block.id, min(ST_Distance(probe.line, block.centroid_3857)) AS distance_m
    FROM probe
    CROSS JOIN LATERAL (
        SELECT id, centroid_3857
        FROM layers_block AS block
        WHERE block.boundary_3857 && probe.box
          AND ST_Intersects(block.boundary_3857, probe.line)
          AND ST_Relate(block.boundary_3857, probe.line, 'T********')
        OFFSET 0
    ) AS block
    GROUP BY block.id
)
