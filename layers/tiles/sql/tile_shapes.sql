-- Input: $1 zoom, $2 x, $3 y, $4 ids of the rows that may be shown. Polygons without editions.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the GiST index on boundary_3857; one person sees few rows.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           ST_TileEnvelope($1, $2, $3, margin => 0.02) AS grown
),
shown AS MATERIALIZED (
    SELECT {columns},
           ST_AsMVTGeom(feature.boundary_3857, box.extent, 4096, 64, true) AS shape,
           ST_AsMVTGeom(feature.anchor_3857, box.extent, 4096, 64, true) AS anchor
    FROM box
    JOIN {table} AS feature ON feature.boundary_3857 && box.grown
    WHERE feature.id = ANY($4)
),
drawn AS (
    SELECT {names}, shape FROM shown WHERE shape IS NOT NULL
),
label AS (
    SELECT {names}, anchor FROM shown WHERE anchor IS NOT NULL
)
SELECT (SELECT ST_AsMVT(drawn, {layer}, 4096, 'shape') FROM drawn)
       || (SELECT ST_AsMVT(label, {labels}, 4096, 'anchor') FROM label) AS tile,
       ({token}) AS token
