-- Input: zoom, which blocks. One row per square, county and source that holds a block's centroid,
-- with exact sums, and with sums in which substitutes replace suppressed counts.
INSERT INTO layers_blocksum
    (x, y, province_code, county_code, source_id, blocks, synthetic, square_3857, public_counts,
     {counts})
SELECT x, y, province_code, county_code, source_id,
       count(*),
       bool_or(synthetic),
       ST_TileEnvelope({zoom}, x, y),
       ARRAY[{public_sums}],
       {sums}
FROM (
    SELECT {column} AS x,
           {row} AS y,
           block.*, substitute.counts AS substitutes
    FROM layers_block AS block
    {join_substitutes}
    WHERE {among}
) AS placed
GROUP BY x, y, province_code, county_code, source_id
