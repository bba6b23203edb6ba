-- Input: a box, EPSG:3857. One row = a block whose box meets it: province, county, id of the source
-- and boundary (WKB, EPSG:3857). Uses block_boundary_3857.
SELECT province_code, county_code, source_id, ST_AsBinary(boundary_3857)
FROM layers_block
WHERE boundary_3857 && ST_MakeEnvelope(%s, %s, %s, %s, 3857)
ORDER BY id
