-- Input: layer, zoom, cell_m = side of a clustering square in Web Mercator metres. One row per
-- square that holds a point: the number of points, and the code of a single point.
INSERT INTO layers_pointcluster (layer, zoom, count, synthetic_count, code, point_3857)
SELECT {layer},
       {zoom},
       count(*),
       count(*) FILTER (WHERE synthetic),
       CASE WHEN count(*) = 1 THEN min(code) ELSE '' END,
       ST_SetSRID(ST_MakePoint(avg(ST_X(location_3857)), avg(ST_Y(location_3857))), 3857)
FROM {table}
WHERE location_3857 IS NOT NULL
GROUP BY floor(ST_X(location_3857) / {cell_m}), floor(ST_Y(location_3857) / {cell_m})
