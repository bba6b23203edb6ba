-- One row per block that has a neighbour: the ids of the blocks at most {beside_m} m away. A metre on
-- the ground is cosh(y / R) metres of Web Mercator. Uses block_boundary_3857.
WITH pair AS MATERIALIZED (
    SELECT block.id, other.id AS other
    FROM layers_block AS block
    JOIN layers_block AS other
      ON ST_DWithin(
             other.boundary_3857,
             block.boundary_3857,
             {beside_m} * cosh(ST_Y(block.centroid_3857) / 6378137)
         )
     AND block.id < other.id
)
INSERT INTO layers_blockneighbours (block_id, near)
SELECT id, array_agg(other ORDER BY other)
FROM (
    SELECT id, other FROM pair
    UNION ALL
    SELECT other, id FROM pair
) AS both_ways
GROUP BY id
