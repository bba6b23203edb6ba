-- Input: $1 zoom, $2 x, $3 y. Above the clustering zooms.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the GiST index on location_3857.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           ST_TileEnvelope($1, $2, $3, margin => 0.02) AS grown
),
point AS (
    SELECT {columns},
           ST_AsMVTGeom(feature.location_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN {table} AS feature ON feature.location_3857 && box.grown
    OFFSET 0
)
SELECT (SELECT ST_AsMVT(point, {layer}, 4096, 'shape') FROM point WHERE shape IS NOT NULL) AS tile,
       ({token}) AS token
