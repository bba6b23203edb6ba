-- Input: zoom, the finest zoom of squares. One row per square that holds the centroid of a block,
-- with the sums of the published block counts.
INSERT INTO layers_blockcell
    (zoom, x, y, blocks, hidden_blocks, synthetic, square_3857, {counts})
SELECT {zoom}, x, y,
       count(*),
       count(*) FILTER (WHERE hidden <> 0),
       bool_or(synthetic),
       ST_TileEnvelope({zoom}, x, y),
       {sums}
FROM (
    SELECT {column} AS x,
           {row} AS y,
           block.*
    FROM layers_block AS block
) AS placed
GROUP BY x, y
