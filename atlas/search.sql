-- Input: %(first)s, %(second)s, %(third)s = folds of the typed text (letters and digits only; all
-- equal if there is one fold), %(code)s = the text as the start of a code or null, %(begins)s = the
-- same as a pattern, %(fuzzy)s = search for similar names instead, %(limit)s. One output row = one
-- area in force, town, prison, house or school, the best matches first: match 0 = the whole name or
-- code, 1 = its start, 2 = inside it, 3 = similar. Each kind contributes only its best rows, by a
-- cheap criterion (a matching start, a short name). Uses the trigram indexes on name_folded and the
-- indexes on code.
WITH area AS (
    SELECT 'area' AS kind, area.level::text AS sort, area.code, area.name_fa, area.name_en,
           area.name_folded, area.province_code, area.county_code, '' AS neighbourhood_code,
           area.synthetic, area.anchor, area.id AS area_id, 0 AS persons,
           array_position(ARRAY['country', 'province', 'county', 'neighbourhood'], area.level::text)
               AS position
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE {matches}
    ORDER BY {best}
    LIMIT %(limit)s
),
settlement AS (
    SELECT 'settlement' AS kind, '' AS sort, code, name_fa, name_en, name_folded, province_code,
           county_code, neighbourhood_code, synthetic, location AS anchor, null::bigint AS area_id,
           COALESCE(population_persons, 0) AS persons, 5 AS position
    FROM layers_settlement AS area
    WHERE {matches}
    ORDER BY {best}
    LIMIT %(limit)s
),
prison AS (
    SELECT 'prison' AS kind, '' AS sort, code, name_fa, name_en, name_folded, province_code,
           county_code, neighbourhood_code, synthetic, location AS anchor, null::bigint AS area_id,
           0 AS persons, 6 AS position
    FROM layers_prison AS area
    WHERE {matches}
    ORDER BY {best}
    LIMIT %(limit)s
),
house AS (
    SELECT 'house' AS kind, agency_id AS sort, code, name_fa, name_en, name_folded, province_code,
           county_code, neighbourhood_code, synthetic, location AS anchor, null::bigint AS area_id,
           0 AS persons, 7 AS position
    FROM layers_house AS area
    WHERE {matches}
    ORDER BY {best}
    LIMIT %(limit)s
),
school AS (
    SELECT 'school' AS kind, stage AS sort, code, name_fa, name_en, name_folded, province_code,
           county_code, neighbourhood_code, synthetic, location AS anchor, null::bigint AS area_id,
           0 AS persons, 8 AS position
    FROM layers_school AS area
    WHERE {matches}
    ORDER BY {best}
    LIMIT %(limit)s
),
feature AS (
    SELECT * FROM area
    UNION ALL SELECT * FROM settlement
    UNION ALL SELECT * FROM prison
    UNION ALL SELECT * FROM house
    UNION ALL SELECT * FROM school
),
matched AS (
    SELECT feature.*,
           CASE
               WHEN lower(code) = lower(%(code)s)
                    OR (%(first)s <> '' AND split_part(name_folded, ' ', 1) IN (%(first)s, %(second)s, %(third)s))
                    OR (%(first)s <> '' AND split_part(name_folded, ' ', 2) IN (%(first)s, %(second)s, %(third)s))
               THEN 0
               WHEN starts_with(lower(code), lower(%(code)s))
                    OR starts_with(name_folded, %(first)s)
                    OR name_folded LIKE '%% ' || %(first)s || '%%'
                    OR starts_with(name_folded, %(second)s)
                    OR starts_with(name_folded, %(third)s)
               THEN 1
               WHEN NOT %(fuzzy)s THEN 2
               ELSE 3
           END AS match
    FROM feature
)
SELECT kind, sort, code, name_fa, name_en, province_code, county_code, neighbourhood_code,
       synthetic, ST_X(anchor), ST_Y(anchor), area_id, match
FROM matched
ORDER BY match, CASE WHEN match = 3 THEN -word_similarity(%(first)s, name_folded) ELSE 0 END,
         position, persons DESC, length(name_fa), code
LIMIT %(limit)s
