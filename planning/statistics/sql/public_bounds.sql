-- Input: $1 boundary, WKB, EPSG:4326; or ids of painted blocks, which are all counted.
-- One row: for each count, its least and greatest sum by what blocks publish. A suppressed count is
-- 0 in the least, and in the greatest the sum of all suppressed counts of its place, once for each
-- place; null where that sum is not published. A block that the boundary crosses counts in the
-- greatest alone. Uses block_centroid_3857 and block_boundary_3857.
WITH {touched},
place AS (
    SELECT province_code, county_code, neighbourhood_code, {place_sums}
    FROM touched
    JOIN layers_block USING (id)
    GROUP BY province_code, county_code, neighbourhood_code
)
SELECT {bounds}
FROM place
LEFT JOIN layers_blocksubstitute AS substitute USING (province_code, county_code, neighbourhood_code)
