-- Input: $1 boundary, WKB, EPSG:4326.
-- One row: for every count its sum over the blocks whose centroid lies inside, and over the blocks
-- that the boundary crosses: with the centroid inside (below), outside (above), by their share of
-- area inside (shared), times how evenly the boundary divides the block, 0 to 1/4 (lean), and its
-- square times the same (spread). Then persons by "province,county" as JSON, 0 for a county whose
-- blocks are only crossed; the sources as JSON; the number of blocks; whether squares were used;
-- whether any block is invented; the share of the area's ground that blocks cover (BlockCoverage), 0
-- to 1; the token of the blocks' current state. For people who may not see
-- suppressed counts, substitutes (BlockSubstitute) replace them. The counted rows come from
-- count_blocks.sql or count_squares.sql. Uses blocksum_square_3857, block_centroid_3857,
-- block_boundary_3857 and blockcoverage_ground_3857.
WITH drawn AS MATERIALIZED (
    SELECT shape, greatest({stretch_m}, ST_Perimeter(shape) / {most_stretches}) AS stretch_m
    FROM ST_Transform(ST_GeomFromWKB($1, 4326), 3857) AS shape
),
piece AS MATERIALIZED (
    SELECT ST_Subdivide(shape, 64) AS shape
    FROM drawn
),
{counted},
inside AS (
    SELECT province_code, county_code, source_id, sum(blocks) AS blocks,
           bool_or(is_square) AS has_squares, bool_or(synthetic) AS synthetic, {sums}
    FROM counted
    GROUP BY province_code, county_code, source_id
),
{met},
crossed AS MATERIALIZED (
    SELECT block.province_code, block.county_code, block.source_id, block.synthetic,
           {block_counts},
           ST_Covers(drawn.shape, block.centroid_3857) AS is_inside,
           greatest(0, 1 - met.distance_m ^ 2 * pi() / ST_Area(block.boundary_3857)) / 4 AS evenness,
           CASE WHEN {areal}
                THEN (SELECT sum(ST_Area(ST_Intersection(piece.shape, block.boundary_3857)))
                      FROM piece
                      WHERE piece.shape && block.boundary_3857)
                     / ST_Area(block.boundary_3857)
           END AS share
    FROM met
    JOIN layers_block AS block USING (id)
    {join_substitutes}
    CROSS JOIN drawn
),
touched AS (
    SELECT province_code, county_code, source_id, persons
    FROM inside
    UNION ALL
    SELECT DISTINCT province_code, county_code, source_id, 0
    FROM crossed
),
county AS (
    SELECT province_code || ',' || county_code AS place, sum(persons) AS persons
    FROM touched
    GROUP BY province_code, county_code
),
covered AS (
    SELECT COALESCE(sum(CASE WHEN ST_Covers(piece.shape, coverage.ground_3857)
                             THEN ST_Area(coverage.ground_3857)
                             ELSE ST_Area(ST_Intersection(piece.shape, coverage.ground_3857)) END), 0)
           AS area_3857
    FROM piece
    JOIN layers_blockcoverage AS coverage ON ST_Intersects(piece.shape, coverage.ground_3857)
),
total AS (
    SELECT COALESCE(sum(blocks), 0) AS blocks, COALESCE(bool_or(has_squares), false) AS has_squares,
           COALESCE(bool_or(synthetic), false) AS synthetic, {estimates}
    FROM inside
),
edge AS (
    SELECT COALESCE(bool_or(synthetic), false) AS synthetic, {edges}
    FROM crossed
)
SELECT {columns},
       (SELECT COALESCE(json_object_agg(place, persons), '{{}}') FROM county),
       (SELECT COALESCE(json_agg(
                   json_build_object('code', code, 'title_fa', title_fa, 'title_en', title_en)
                   ORDER BY code
               ), '[]')
        FROM layers_source
        WHERE id IN (SELECT source_id FROM touched)),
       total.blocks,
       total.has_squares,
       total.synthetic OR edge.synthetic,
       covered.area_3857 / ST_Area(drawn.shape),
       ({token})
FROM total
CROSS JOIN edge
CROSS JOIN covered
CROSS JOIN drawn
