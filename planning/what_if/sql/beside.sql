-- Input: $1 ids of blocks, in order. One row: the ids of the neighbours of each, as array_send writes them,
-- and how many each has (int4, network order), in the same order; null without ids.
SELECT string_agg(array_send(beside.near), '' ORDER BY asked.place),
       string_agg(int4send(COALESCE(cardinality(beside.near), 0)), '' ORDER BY asked.place)
FROM unnest($1) WITH ORDINALITY AS asked (id, place)
LEFT JOIN layers_blockneighbours AS beside ON beside.block_id = asked.id
