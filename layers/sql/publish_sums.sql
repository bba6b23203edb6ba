-- Input: zoom. One row per square, county and source that a block's centroid lies in, with exact sums.
INSERT INTO layers_blocksum
    (x, y, province_code, county_code, source_id, blocks, synthetic, square_3857, {counts})
SELECT x, y, province_code, county_code, source_id,
       count(*),
       bool_and(synthetic),
       ST_TileEnvelope({zoom}, x, y),
       {sums}
FROM (
    SELECT floor((ST_X(centroid_3857) + {half_m}) / {half_m} / 2 * (1 << {zoom}))::int AS x,
           floor(({half_m} - ST_Y(centroid_3857)) / {half_m} / 2 * (1 << {zoom}))::int AS y,
           block.*
    FROM layers_block AS block
) AS placed
GROUP BY x, y, province_code, county_code, source_id
