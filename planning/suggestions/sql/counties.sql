-- Input: see candidates.sql. One row for each county that has blocks in question: the codes of its
-- province and of itself, and how many. Uses block_membership or block_centroid_3857.
SELECT province_code, county_code, count(*)
FROM layers_block AS block
WHERE {is_candidate}
GROUP BY province_code, county_code
ORDER BY province_code, county_code
