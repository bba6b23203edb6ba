-- Input: %(boundary)s (WKB, EPSG:4326). One row: whether any block meets it. Uses
-- block_boundary_3857.
SELECT EXISTS (
    SELECT FROM layers_block AS block
    WHERE ST_Intersects(
        block.boundary_3857,
        ST_Transform(ST_SetSRID(ST_GeomFromWKB(%(boundary)s), 4326), 3857)
    )
)
