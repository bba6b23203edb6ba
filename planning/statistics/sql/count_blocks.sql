-- The rows to sum for a small area: its blocks one by one. Part of count.sql.
counted AS (
    SELECT block.province_code, block.county_code, block.source_id, 1 AS blocks,
           false AS is_square, block.synthetic, {block_counts}
    FROM piece
    -- OFFSET 0 keeps the planner from beginning with the blocks.
    CROSS JOIN LATERAL (
        SELECT *
        FROM layers_block AS block
        WHERE ST_Covers(piece.shape, block.centroid_3857)
        OFFSET 0
    ) AS block
    {join_substitutes}
)
