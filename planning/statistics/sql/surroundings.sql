-- Input: $1 boundary, WKB, EPSG:4326; $2 ids of the revisions of target areas to compare with; $3
-- the number of overlaps to list. One row: geodesic area (m2) and perimeter (m); the province in
-- whose polygon the area's inner point lies, or null; schools, houses by agency and prisons inside,
-- or the nearest if there are none inside; prisons without a known place by province; overlaps,
-- with their exact persons and those counted with substitutes for suppressed counts; the tokens of
-- the layers. Points are moved like block centroids (layers.models.base.InnerPoint): a point on a
-- border that two areas share is counted once. Uses the indexes of location_3857 and boundary_3857.
WITH given AS MATERIALIZED (
    SELECT ST_GeomFromWKB($1, 4326) AS boundary
),
drawn AS MATERIALIZED (
    SELECT ST_Transform(boundary, 3857) AS shape
    FROM given
),
piece AS MATERIALIZED (
    SELECT ST_Subdivide(shape, 64) AS shape
    FROM drawn
),
house AS MATERIALIZED (
    SELECT agency_id, synthetic
    FROM piece
    JOIN layers_house AS place
      ON place.location_3857 && ST_Expand(piece.shape, 0.01)
     AND ST_Covers(piece.shape, ST_Translate(place.location_3857, 0.0008, -0.0003))
    WHERE place.state <> 'closed'
),
by_agency AS (
    SELECT agency.code, agency.position, count(house.agency_id) AS houses
    FROM layers_agency AS agency
    LEFT JOIN house ON house.agency_id = agency.code
    GROUP BY agency.code
),
school AS (
    SELECT count(*) AS inside
    FROM piece
    JOIN layers_school AS place
      ON place.location_3857 && ST_Expand(piece.shape, 0.01)
     AND ST_Covers(piece.shape, ST_Translate(place.location_3857, 0.0008, -0.0003))
),
prison AS (
    SELECT count(*) AS inside
    FROM piece
    JOIN layers_prison AS place
      ON place.location_3857 && ST_Expand(piece.shape, 0.01)
     AND ST_Covers(piece.shape, ST_Translate(place.location_3857, 0.0008, -0.0003))
),
other AS MATERIALIZED (
    SELECT 'neighbourhood' AS kind, area.code, area.name_fa, area.name_en, area.area_m2,
           NULL::integer AS revision, area.boundary_3857 AS shape
    FROM drawn
    JOIN layers_area AS area ON area.boundary_3857 && drawn.shape
    JOIN layers_currentedition USING (edition_id, level, province_code)
    WHERE area.level = 'neighbourhood'
    UNION ALL
    SELECT 'target_area', target.code, revision.name_fa, revision.name_en, revision.area_m2,
           revision.number, revision.boundary_3857
    FROM planning_revision AS revision
    JOIN planning_targetarea AS target ON target.id = revision.target_area_id
    WHERE revision.id = ANY ($2)
),
shared AS (
    SELECT kind, code,
           sum(CASE WHEN ST_Covers(piece.shape, other.shape) THEN ST_Area(other.shape)
                    ELSE ST_Area(ST_Intersection(piece.shape, other.shape)) END) AS area_3857
    FROM other
    JOIN piece ON ST_Intersects(piece.shape, other.shape)
    GROUP BY kind, code
),
overlap AS MATERIALIZED (
    SELECT other.*, shared.area_3857 / ST_Area(other.shape) AS share
    FROM shared
    JOIN other USING (kind, code)
),
listed AS MATERIALIZED (
    SELECT *
    FROM overlap
    WHERE share * area_m2 >= 1
    ORDER BY share * area_m2 DESC, kind, code
    LIMIT $3
)
SELECT json_build_object(
    'area_m2', ST_Area(given.boundary::geography),
    'perimeter_m', ST_Perimeter(given.boundary::geography),
    'province', (
        SELECT area.code
        FROM layers_area AS area
        JOIN layers_currentedition USING (edition_id, level, province_code)
        WHERE area.level = 'province'
          AND ST_Covers(area.boundary_3857, ST_PointOnSurface(drawn.shape))
        ORDER BY area.code
        LIMIT 1
    ),
    'schools', (SELECT inside FROM school),
    'houses', (SELECT json_object_agg(code, houses ORDER BY position) FROM by_agency),
    'prisons', (SELECT inside FROM prison),
    'nearest_school', {nearest_school},
    'nearest_house', {nearest_house},
    'nearest_prison', {nearest_prison},
    'unlocated_prisons', (
        SELECT COALESCE(json_object_agg(province_code, number), '{{}}')
        FROM (
            SELECT province_code, count(*) AS number
            FROM layers_prison
            WHERE location IS NULL
            GROUP BY province_code
        ) AS unlocated
    ),
    'overlaps', (
        SELECT COALESCE(json_agg(json_build_object(
            'kind', kind, 'code', code, 'name_fa', name_fa, 'name_en', name_en,
            'area_m2', share * area_m2, 'share', least(1, share), 'revision', revision,
            'people', (
                SELECT json_build_object(
                    'exact', COALESCE(sum(block.persons), 0),
                    'public', COALESCE(sum({public_persons}), 0)
                )
                FROM layers_block AS block
                {join_substitutes}
                WHERE ST_Covers(listed.shape, block.centroid_3857)
                  AND (share > 0.999999 OR ST_Covers(drawn.shape, block.centroid_3857))
            )
        ) ORDER BY share * area_m2 DESC, kind, code), '[]')
        FROM listed
    ),
    'overlaps_more', (SELECT count(*) FROM overlap WHERE share * area_m2 >= 1)
                     - (SELECT count(*) FROM listed),
    'tokens', json_build_object({tokens})
)
FROM given
CROSS JOIN drawn
