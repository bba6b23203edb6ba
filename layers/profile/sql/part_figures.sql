-- Input: %(parent)s = code of an area, %(level)s = the level below it.
-- One output row = the published figure of one part of the area, for every indicator with data
-- there, in the newest year that any of the parts has (the year of the map, indicator_years.sql).
-- Uses area_parent and one_preferred_figure.
WITH part AS (
    SELECT area.code
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE area.parent_code = %(parent)s AND area.level = %(level)s
),
asked AS (
    SELECT figure.indicator_id, max(figure.year) AS year
    FROM part
    JOIN layers_measurement AS figure ON figure.area_code = part.code AND figure.is_preferred
    GROUP BY figure.indicator_id
)
SELECT figure.indicator_id, figure.year, figure.area_code, figure.published_value,
       figure.suppression <> '' AS is_suppressed, figure.synthetic
FROM part
JOIN layers_measurement AS figure ON figure.area_code = part.code AND figure.is_preferred
JOIN asked ON asked.indicator_id = figure.indicator_id AND asked.year = figure.year
