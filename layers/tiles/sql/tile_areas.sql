-- Input: $1 zoom, $2 x, $3 y, $4 edition id or null for the editions in force.
-- One row: the tile (MVT) and the token of the layer's current state.
-- Uses the GiST indexes on area.boundary_3857 and area.anchor_3857. OFFSET 0 keeps the planner from
-- computing ST_AsMVTGeom twice, for the row and for the filter; MATERIALIZED does so too, but
-- writes every row to a store and reads it again. The search box is the tile with its buffer
-- (64/4096) and a little more: a simplified border may leave the box of the exact one.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3) AS extent,
           ST_TileEnvelope($1, $2, $3, margin => 0.02) AS grown
),
edition AS (
    SELECT edition_id, province_code
    FROM layers_shown_editions({level}, $4)
),
drawn AS (
    SELECT {columns},
           ST_AsMVTGeom(areashape.shape_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN layers_area AS feature ON feature.boundary_3857 && box.grown
    JOIN layers_areashape AS areashape
      ON areashape.area_id = feature.id AND areashape.zoom = LEAST($1, {full_zoom})
    JOIN edition ON edition.edition_id = feature.edition_id
                AND edition.province_code = feature.province_code
    WHERE feature.level = {level}
    UNION ALL
    SELECT {columns},
           ST_AsMVTGeom(feature.anchor_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN layers_area AS feature
      ON feature.anchor_3857 && box.grown AND feature.boundary IS NULL
    JOIN edition ON edition.edition_id = feature.edition_id
                AND edition.province_code = feature.province_code
    WHERE feature.level = {level}
    OFFSET 0
),
label AS (
    SELECT {columns},
           ST_AsMVTGeom(feature.anchor_3857, box.extent, 4096, 64, true) AS shape
    FROM box
    JOIN layers_area AS feature ON feature.anchor_3857 && box.grown
    JOIN edition ON edition.edition_id = feature.edition_id
                AND edition.province_code = feature.province_code
    WHERE feature.level = {level} AND $1 >= {label_zoom}
    OFFSET 0
)
SELECT (SELECT ST_AsMVT(drawn, {layer}, 4096, 'shape') FROM drawn WHERE shape IS NOT NULL)
       || (SELECT ST_AsMVT(label, {labels}, 4096, 'shape') FROM label WHERE shape IS NOT NULL)
           AS tile,
       ({token}) AS token
