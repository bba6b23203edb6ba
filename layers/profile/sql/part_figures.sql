-- Input: %(parent)s = code of an area, %(level)s = the level below it.
-- One output row = the published figure of one part of the area, for every indicator with data
-- there, in the newest year that any of the parts has. Uses area_parent and one_preferred_figure.
WITH part AS (
    SELECT area.code
    FROM layers_area AS area
    JOIN layers_currentedition USING (edition_id, province_code)
    WHERE area.parent_code = %(parent)s AND area.level = %(level)s
)
SELECT figure.indicator_id, figure.year, figure.area_code, figure.value, figure.is_suppressed,
       figure.synthetic
FROM part
JOIN layers_publishedfigure AS figure ON figure.area_code = part.code
JOIN layers_newest_years(ARRAY(SELECT code FROM part)) AS newest USING (indicator_id, year)
