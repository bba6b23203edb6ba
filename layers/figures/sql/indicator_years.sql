-- Input: %(edition_id)s or null, %(level)s, %(parent)s. One output row = one indicator and year
-- with at least one figure for an area of the level inside the parent, newest first, and the number
-- of areas with a published figure.
SELECT figure.indicator_id, figure.year, count(figure.value) AS areas
FROM layers_publishedfigure AS figure
JOIN layers_area AS area ON area.code = figure.area_code
JOIN layers_shown_editions(%(level)s, %(edition_id)s) USING (edition_id, province_code)
WHERE area.level = %(level)s
  AND (%(parent)s = 'IR' OR %(parent)s IN (area.province_code, area.county_code))
GROUP BY figure.indicator_id, figure.year
ORDER BY figure.indicator_id, figure.year DESC
