-- Input: $1 code of a county, $2 of a province. One row: a JSON list of all indicators in catalogue
-- order, with the published value of the county and of the province in the newest year in which
-- either has a figure. Uses one_preferred_figure.
SELECT json_agg(to_jsonb(listed) - 'position' ORDER BY position, code)
FROM (
    SELECT indicator.position, indicator.code, indicator.name_fa, indicator.name_en,
           indicator.unit_fa, indicator.unit_en,
           indicator.kind, indicator.direction, indicator.decimals, indicator.per,
           indicator.block_numerator, indicator.block_denominator,
           indicator.synthetic OR COALESCE(bool_or(figure.synthetic), false) AS synthetic,
           newest.year,
           max(figure.value) FILTER (WHERE figure.area_code = $1) AS county,
           max(figure.value) FILTER (WHERE figure.area_code = $2) AS province
    FROM layers_indicator AS indicator
    LEFT JOIN layers_newest_years(ARRAY[$1, $2]) AS newest ON newest.indicator_id = indicator.id
    LEFT JOIN layers_publishedfigure AS figure
      ON figure.indicator_id = indicator.id
     AND figure.year = newest.year
     AND figure.area_code IN ($1, $2)
    GROUP BY indicator.id, newest.year
) AS listed
