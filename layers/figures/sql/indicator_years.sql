-- Input: %(edition_id)s or null, %(level)s, %(parent)s. One output row = one indicator and year
-- with at least one preferred figure for an area of the level inside the parent, newest first, and
-- how many of the areas have a published one.
WITH edition AS (
    SELECT edition_id, province_code
    FROM layers_currentedition
    WHERE level = %(level)s AND %(edition_id)s::bigint IS NULL
    UNION ALL
    SELECT id, unnest(provinces)
    FROM layers_edition
    WHERE id = %(edition_id)s AND level = %(level)s AND is_published
)
SELECT figure.indicator_id, figure.year, count(figure.published_value) AS areas
FROM layers_measurement AS figure
JOIN layers_area AS area ON area.code = figure.area_code
JOIN edition USING (edition_id, province_code)
WHERE area.level = %(level)s
  AND figure.is_preferred
  AND (%(parent)s = 'IR' OR %(parent)s IN (area.province_code, area.county_code))
GROUP BY figure.indicator_id, figure.year
ORDER BY figure.indicator_id, figure.year DESC
