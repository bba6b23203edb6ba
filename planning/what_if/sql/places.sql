-- Input: $1 ids of blocks, $2 for each the number of its place. One row, null without ids: a JSON list by
-- number of the places, each with the codes of its blocks in order and its west, south, east and north,
-- EPSG:4326.
SELECT json_agg(
    json_build_object('codes', codes, 'bounds', json_build_array(
        ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
    )) ORDER BY number
)
FROM (
    SELECT asked.number, ST_Extent(block.boundary) AS box,
           array_agg(block.code ORDER BY block.code) AS codes
    FROM unnest($1, $2) AS asked (id, number)
    JOIN layers_block AS block USING (id)
    GROUP BY asked.number
) AS place
