-- Input: $1 code of a county, $2 of its province; $3 the draft, WKB, EPSG:4326; $4 ids of the painted
-- blocks that make up the draft, empty where its boundary counts. One row. First the blocks of the county
-- by id, null without any, each column as bytes in network order, one number a block: id (int8), then each
-- count (float8). Then which blocks lie in which neighbourhood in force by their middle: number of the
-- neighbourhood (int4), id of the block (int8). Then the ids of the county's blocks in the draft (int8);
-- whether the draft has blocks of another county; the neighbourhoods as JSON, each once, in the order of
-- their numbers, those without a boundary where they belong to the county; the sources as JSON; whether
-- anything is invented; the tokens of the blocks and of the neighbourhoods. For people who may not see
-- suppressed counts, substitutes (BlockSubstitute) replace them. Uses block_membership,
-- block_centroid_3857 and area_boundary_3857.
WITH home AS MATERIALIZED (
    SELECT block.id, block.centroid_3857, block.source_id, block.synthetic, {counts}
    FROM layers_block AS block
    {join_substitutes}
    WHERE (block.province_code, block.county_code) = ($2, $1)
    ORDER BY block.id
),
place AS MATERIALIZED (
    SELECT ST_SetSRID(ST_Extent(centroid_3857)::geometry, 3857) AS box
    FROM home
),
hood AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY area.code)::int - 1 AS number,
           area.code, area.name_fa, area.name_en, area.synthetic,
           COALESCE(area.parent_code = $1, false) AS is_own, area.boundary_3857 AS shape
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, level, province_code)
    CROSS JOIN place
    WHERE area.level = 'neighbourhood'
      AND (area.parent_code = $1 OR area.boundary_3857 && place.box)
),
hood_piece AS MATERIALIZED (
    SELECT number, ST_Subdivide(shape, 64) AS shape
    FROM hood
    WHERE shape IS NOT NULL
),
inside AS (
    SELECT DISTINCT hood_piece.number, block.id
    FROM hood_piece
    CROSS JOIN place
    -- OFFSET 0 keeps the planner from beginning with the blocks.
    CROSS JOIN LATERAL (
        SELECT id
        FROM layers_block AS block
        WHERE ST_Covers(hood_piece.shape, block.centroid_3857)
          AND block.centroid_3857 && place.box
          AND (block.province_code, block.county_code) = ($2, $1)
        OFFSET 0
    ) AS block
),
draft_piece AS MATERIALIZED (
    SELECT ST_Subdivide(ST_Transform(ST_GeomFromWKB($3, 4326), 3857), 64) AS shape
    WHERE cardinality($4) = 0
),
draft AS (
    SELECT id FROM home WHERE id = ANY ($4)
    UNION
    SELECT block.id
    FROM draft_piece
    CROSS JOIN place
    CROSS JOIN LATERAL (
        SELECT id
        FROM layers_block AS block
        WHERE ST_Covers(draft_piece.shape, block.centroid_3857)
          AND block.centroid_3857 && place.box
          AND (block.province_code, block.county_code) = ($2, $1)
        OFFSET 0
    ) AS block
)
SELECT string_agg(int8send(home.id), ''),
       {columns},
       (SELECT COALESCE(string_agg(int4send(number), '' ORDER BY number, id), '') FROM inside),
       (SELECT COALESCE(string_agg(int8send(id), '' ORDER BY number, id), '') FROM inside),
       (SELECT COALESCE(string_agg(int8send(id), ''), '') FROM draft),
       EXISTS (
           SELECT FROM layers_block AS block
           WHERE block.id = ANY ($4)
             AND (block.province_code, block.county_code) <> ($2, $1)
       ) OR EXISTS (
           SELECT
           FROM draft_piece
           CROSS JOIN LATERAL (
               SELECT
               FROM layers_block AS block
               WHERE ST_Covers(draft_piece.shape, block.centroid_3857)
                 AND (block.province_code, block.county_code) <> ($2, $1)
               LIMIT 1
           ) AS block
       ),
       (SELECT COALESCE(json_agg(
                   json_build_object(
                       'code', code, 'name_fa', name_fa, 'name_en', name_en,
                       'is_own', is_own
                   ) ORDER BY number
               ), '[]')
        FROM hood),
       (SELECT COALESCE(json_agg(
                   json_build_object('code', code, 'title_fa', title_fa, 'title_en', title_en)
                   ORDER BY code
               ), '[]')
        FROM layers_source
        WHERE id IN (SELECT source_id FROM home)),
       COALESCE(bool_or(home.synthetic), false)
       OR EXISTS (SELECT FROM hood JOIN inside USING (number) WHERE hood.synthetic),
       ({blocks_token}),
       ({neighbourhoods_token})
-- The aggregates take the rows as they come, in order.
FROM home
