-- One row = column and row of one square of the covered ground that the box of a block meets, in
-- order. {side_m}: of a square, Web Mercator metres.
SELECT DISTINCT x, y
FROM (
    SELECT floor((ST_XMin(boundary_3857) + {half_m}) / {side_m})::int AS first_x,
           floor((ST_XMax(boundary_3857) + {half_m}) / {side_m})::int AS last_x,
           floor(({half_m} - ST_YMax(boundary_3857)) / {side_m})::int AS first_y,
           floor(({half_m} - ST_YMin(boundary_3857)) / {side_m})::int AS last_y
    FROM layers_block
) AS box
CROSS JOIN LATERAL generate_series(first_x, last_x) AS x
CROSS JOIN LATERAL generate_series(first_y, last_y) AS y
ORDER BY x, y
