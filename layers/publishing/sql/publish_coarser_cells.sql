-- Input: zoom. The squares of one zoom, each the sum of its four squares at the next zoom.
INSERT INTO layers_blockcell
    (zoom, x, y, blocks, hidden_blocks, synthetic, square_3857, {counts})
SELECT {zoom}, x >> 1, y >> 1, sum(blocks), sum(hidden_blocks), bool_or(synthetic),
       ST_TileEnvelope({zoom}, x >> 1, y >> 1), {sums}
FROM layers_blockcell AS block
WHERE zoom = {zoom} + 1
GROUP BY x >> 1, y >> 1
