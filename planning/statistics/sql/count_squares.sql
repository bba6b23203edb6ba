-- The rows to sum for a large area: whole squares of exact sums if a piece of the area covers them,
-- otherwise their blocks one by one. Part of count.sql.
square AS MATERIALIZED (
    SELECT piece.shape AS piece, sums.*, ST_Covers(piece.shape, sums.square_3857) AS is_whole
    FROM piece
    JOIN layers_blocksum AS sums ON ST_Intersects(piece.shape, sums.square_3857)
),
counted AS (
    SELECT province_code, county_code, source_id, blocks, true AS is_square, synthetic, {square_counts}
    FROM square
    WHERE is_whole
    UNION ALL
    SELECT block.province_code, block.county_code, block.source_id, 1, false,
           block.synthetic, {block_counts}
    FROM square
    -- OFFSET 0 keeps the planner from beginning with the blocks.
    CROSS JOIN LATERAL (
        SELECT *
        FROM layers_block AS block
        WHERE block.centroid_3857 && square.square_3857
          AND ST_Covers(square.piece, block.centroid_3857)
          AND (block.province_code, block.county_code, block.source_id)
              IS NOT DISTINCT FROM (square.province_code, square.county_code, square.source_id)
          AND floor((ST_X(block.centroid_3857) + {half_m}) / {side_m})::int = square.x
          AND floor(({half_m} - ST_Y(block.centroid_3857)) / {side_m})::int = square.y
        OFFSET 0
    ) AS block
    {join_substitutes}
    WHERE NOT square.is_whole
)
