-- Input: $1 ids of painted blocks; $2 the area that they make up, WKB, EPSG:4326.
-- One row: every count summed over these blocks; persons by "province,county" as JSON, 0 for a county
-- of which only a block lies in the area that was not painted, as blocks that overlap each other do;
-- the sources as JSON; the number of blocks; whether any is invented; the token of the blocks'
-- current state. For people who may not see suppressed counts, substitutes (BlockSubstitute) replace
-- them. Uses block_centroid_3857.
WITH piece AS MATERIALIZED (
    SELECT ST_Subdivide(ST_Transform(ST_GeomFromWKB($2, 4326), 3857), 64) AS shape
),
painted AS MATERIALIZED (
    SELECT block.province_code, block.county_code, block.source_id, block.synthetic, {block_counts}
    FROM layers_block AS block
    {join_substitutes}
    WHERE block.id = ANY ($1)
),
lying AS (
    SELECT block.province_code, block.county_code
    FROM piece
    -- OFFSET 0 keeps the planner from beginning with the blocks.
    CROSS JOIN LATERAL (
        SELECT province_code, county_code
        FROM layers_block AS block
        WHERE ST_Covers(piece.shape, block.centroid_3857)
        OFFSET 0
    ) AS block
),
touched AS (
    SELECT province_code, county_code, persons FROM painted
    UNION ALL
    SELECT DISTINCT province_code, county_code, 0 FROM lying
),
county AS (
    SELECT province_code || ',' || county_code AS place, sum(persons) AS persons
    FROM touched
    GROUP BY province_code, county_code
)
SELECT {sums},
       (SELECT COALESCE(json_object_agg(place, persons), '{{}}') FROM county),
       (SELECT COALESCE(json_agg(
                   json_build_object('code', code, 'title_fa', title_fa, 'title_en', title_en)
                   ORDER BY code
               ), '[]')
        FROM layers_source
        WHERE id IN (SELECT source_id FROM painted)),
       count(*),
       COALESCE(bool_or(synthetic), false),
       ({token})
FROM painted
