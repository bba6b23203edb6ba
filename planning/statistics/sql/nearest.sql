-- The nearest of a layer's points to the area `drawn`, as JSON: code, names and geodesic metres
-- from its edge; null if a point lies inside or no point is known. The index finds five in
-- EPSG:3857, where distances vary with the latitude; the nearest of these is returned.
(
    SELECT CASE WHEN found.distance_m > 0 THEN to_json(found) END
    FROM (
        SELECT near.code, near.name_fa, near.name_en,
               ST_Distance(
                   near.location::geography,
                   ST_Transform(ST_ClosestPoint(drawn.shape, near.location_3857), 4326)::geography
               ) AS distance_m
        FROM (
            SELECT code, name_fa, name_en, location, location_3857
            FROM {table}
            WHERE location IS NOT NULL AND {condition}
            ORDER BY location_3857 <-> drawn.shape
            LIMIT 5
        ) AS near
        ORDER BY distance_m, code
        LIMIT 1
    ) AS found
)
