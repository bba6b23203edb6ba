-- Input: $1 zoom, $2 x, $3 y. At the zoom of full detail.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the GiST index on block.boundary_3857.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           ST_TileEnvelope($1, $2, $3, margin => 0.02) AS grown
),
block AS (
    SELECT {columns},
           ST_AsMVTGeom(feature.boundary_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN layers_block AS feature ON feature.boundary_3857 && box.grown
    OFFSET 0
)
SELECT (SELECT ST_AsMVT(block, {layer}, 4096, 'shape') FROM block WHERE shape IS NOT NULL) AS tile,
       ({token}) AS token
