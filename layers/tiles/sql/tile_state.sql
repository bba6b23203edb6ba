-- Input: $1 zoom, $2 x, $3 y.
-- One row: twelve hexadecimal digits that change with anything the layer shows in the provinces
-- that the tile touches. A province counts with its box and 100 km around it, since members may lie
-- beyond its border on some map; '' stands for rows outside every province.
WITH box AS (
    SELECT ST_TileEnvelope($1, $2, $3, margin => 0.0625) AS grown
),
touched AS (
    SELECT area.province_code
    FROM box
    JOIN layers_area AS area
      ON area.level = 'province' AND area.boundary_3857 && ST_Expand(box.grown, 100000)
    JOIN layers_currentedition USING (edition_id, province_code)
    UNION ALL
    SELECT ''
)
SELECT left(md5(concat_ws(
    ';',
    {build},
    (SELECT string_agg(province_code || ':' || version, ',' ORDER BY province_code)
     FROM layers_layerversion
     WHERE layer = {layer} AND province_code IN (SELECT province_code FROM touched)),
    (SELECT string_agg(province_code || ':' || edition_id, ',' ORDER BY province_code)
     FROM layers_currentedition
     WHERE level = {level} AND province_code IN (SELECT province_code FROM touched))
)), 12) AS token
