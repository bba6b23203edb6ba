-- Input: $1 zoom, $2 x, $3 y. Below full detail: published sums of blocks on a grid of squares.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the unique index on blockcell (zoom, x, y).
WITH grid AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           LEAST($1 + {cell_step}, {finest_cell}) AS zoom,
           LEAST($1 + {cell_step}, {finest_cell}) - $1 AS depth
),
cell AS (
    SELECT {columns},
           ST_AsMVTGeom(feature.square_3857, grid.extent, 4096, 64, true) AS shape
    FROM grid
    JOIN layers_blockcell AS feature
      ON feature.zoom = grid.zoom
     AND feature.x BETWEEN $2 << grid.depth AND (($2 + 1) << grid.depth) - 1
     AND feature.y BETWEEN $3 << grid.depth AND (($3 + 1) << grid.depth) - 1
    OFFSET 0
)
SELECT (SELECT ST_AsMVT(cell, {cells}, 4096, 'shape') FROM cell WHERE shape IS NOT NULL) AS tile,
       ({token}) AS token
