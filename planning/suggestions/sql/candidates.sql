-- Input: %(province)s, %(county)s: codes of a county; what is_candidate asks for.
-- One row, null without blocks: the blocks in question by id, each column as bytes in network order, one
-- number a block: id (int8); whether the block lies in the county (int2); persons, numerator and
-- denominator (float8); area, perimeter, west, south, east, north, and the middle's x and y (float8, Web
-- Mercator metres). Then the ids of the neighbours of each block, as array_send writes them, and how many
-- each block has (int4). Uses block_membership or block_centroid_3857.
WITH candidate AS MATERIALIZED (
    SELECT block.id,
           (block.province_code, block.county_code) = (%(province)s, %(county)s) AS is_home,
           ({persons})::float8 AS persons,
           ({numerator})::float8 AS numerator,
           ({denominator})::float8 AS denominator,
           block.boundary_3857 AS shape, block.centroid_3857 AS middle,
           beside.near
    FROM layers_block AS block
    {join_substitutes}
    LEFT JOIN layers_blockneighbours AS beside ON beside.block_id = block.id
    WHERE {is_candidate}
    ORDER BY block.id
)
-- The aggregates take the rows as they come, in order.
SELECT string_agg(int8send(id), ''),
       string_agg(int2send(is_home::int::smallint), ''),
       string_agg(float8send(persons), ''),
       string_agg(float8send(numerator), ''),
       string_agg(float8send(denominator), ''),
       string_agg(float8send(ST_Area(shape)), ''),
       string_agg(float8send(ST_Perimeter(shape)), ''),
       string_agg(float8send(ST_XMin(shape)), ''),
       string_agg(float8send(ST_YMin(shape)), ''),
       string_agg(float8send(ST_XMax(shape)), ''),
       string_agg(float8send(ST_YMax(shape)), ''),
       string_agg(float8send(ST_X(middle)), ''),
       string_agg(float8send(ST_Y(middle)), ''),
       string_agg(array_send(near), ''),
       string_agg(int4send(COALESCE(cardinality(near), 0)), '')
FROM candidate
