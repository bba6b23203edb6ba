-- Input: %(edition_id)s or null for the editions in force, %(level)s, %(parent)s, %(indicator_id)s,
-- %(year)s. One output row = one area of the level inside the parent, by code, with the preferred
-- published figure (null if missing), and the period in which the edition that draws it is in
-- force. conflicts: the number of other sources with another published figure. Uses
-- area_level_province and measurement_lookup.
SELECT area.code, area.name_fa, area.name_en, area.parent_code, area.province_code,
       area.county_code, area.edition_id, drawn.in_force_from, drawn.in_force_to, area.area_m2,
       ST_X(area.anchor), ST_Y(area.anchor),
       ST_XMin(area.boundary), ST_YMin(area.boundary), ST_XMax(area.boundary), ST_YMax(area.boundary),
       area.synthetic OR COALESCE(figure.synthetic, false) AS synthetic,
       figure.value, COALESCE(figure.is_suppressed, false) AS suppressed,
       figure.low, figure.high, COALESCE(figure.is_estimate, false), figure.source_id, figure.as_of,
       (SELECT count(*)
        FROM layers_measurement AS other
        WHERE other.area_code = figure.area_code
          AND other.indicator_id = figure.indicator_id
          AND other.year = figure.year
          AND NOT other.is_preferred
          AND other.published_value IS DISTINCT FROM figure.value) AS conflicts
FROM layers_area AS area
JOIN layers_shown_editions(%(level)s, %(edition_id)s) USING (edition_id, province_code)
JOIN layers_edition AS drawn ON drawn.id = area.edition_id
LEFT JOIN layers_publishedfigure AS figure
  ON figure.area_code = area.code
 AND figure.indicator_id = %(indicator_id)s
 AND figure.year = %(year)s
WHERE area.level = %(level)s
  AND (%(parent)s = 'IR' OR %(parent)s IN (area.province_code, area.county_code))
ORDER BY area.code
