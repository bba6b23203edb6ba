-- Input: %(first)s, %(second)s, %(third)s = folds of what was typed (letters and digits only; equal
-- where there is one), %(code)s = it as the beginning of a code or null, %(fuzzy)s = look for names
-- that are nearly the same instead, %(limit)s.
-- One output row = one area in force, town, prison, house or school, the best matches first:
-- match 0 = the whole name or code, 1 = its beginning, 2 = inside it, 3 = nearly the same.
-- Uses the trigram indexes on name_folded and the indexes on code.
WITH feature AS (
    SELECT 'area' AS kind, area.level::text AS sort, area.code, area.name_fa, area.name_en,
           area.name_folded, area.province_code, area.county_code, '' AS neighbourhood_code,
           area.synthetic, area.anchor, area.id AS area_id, 0 AS persons,
           array_position(ARRAY['country', 'province', 'county', 'neighbourhood'], area.level::text)
               AS position
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE {matches}
    UNION ALL
    SELECT 'settlement', '', code, name_fa, name_en, name_folded, province_code, county_code,
           neighbourhood_code, synthetic, location, null, COALESCE(population_persons, 0), 5
    FROM layers_settlement AS area
    WHERE {matches}
    UNION ALL
    SELECT 'prison', '', code, name_fa, name_en, name_folded, province_code, county_code,
           neighbourhood_code, synthetic, location, null, 0, 6
    FROM layers_prison AS area
    WHERE {matches}
    UNION ALL
    SELECT 'house', agency_id, code, name_fa, name_en, name_folded, province_code, county_code,
           neighbourhood_code, synthetic, location, null, 0, 7
    FROM layers_house AS area
    WHERE {matches}
    UNION ALL
    SELECT 'school', stage, code, name_fa, name_en, name_folded, province_code, county_code,
           neighbourhood_code, synthetic, location, null, 0, 8
    FROM layers_school AS area
    WHERE {matches}
),
matched AS (
    SELECT feature.*,
           CASE
               WHEN code = %(code)s
                    OR (%(first)s <> '' AND split_part(name_folded, ' ', 1) IN (%(first)s, %(second)s, %(third)s))
                    OR (%(first)s <> '' AND split_part(name_folded, ' ', 2) IN (%(first)s, %(second)s, %(third)s))
               THEN 0
               WHEN starts_with(code, %(code)s)
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
