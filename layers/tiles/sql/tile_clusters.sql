-- Input: $1 zoom, $2 x, $3 y. At the clustering zooms: single points as themselves, others counted.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the GiST index on pointcluster.point_3857.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           ST_TileEnvelope($1, $2, $3, margin => 0.02) AS grown
),
cluster AS MATERIALIZED (
    SELECT code, count, synthetic_count > 0 AS synthetic, synthetic_count,
           ST_AsMVTGeom(point_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN layers_pointcluster
      ON layer = {layer} AND zoom = $1 AND point_3857 && box.grown
),
counted AS (
    SELECT count, synthetic, synthetic_count, shape FROM cluster WHERE count > 1 AND shape IS NOT NULL
),
single AS (
    SELECT {columns}, cluster.shape
    FROM cluster
    JOIN {table} AS feature ON feature.code = cluster.code
    WHERE cluster.count = 1 AND cluster.shape IS NOT NULL
)
SELECT (SELECT ST_AsMVT(single, {layer}, 4096, 'shape') FROM single)
       || (SELECT ST_AsMVT(counted, {clusters}, 4096, 'shape') FROM counted) AS tile,
       ({token}) AS token
