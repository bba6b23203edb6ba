-- Input: $1 code of a county, $2 of a province. One row: a JSON list of all indicators in menu order,
-- with the preferred published value of the county and of the province in the newest year in which
-- either has one. Uses measurement_lookup.
SELECT json_agg(to_jsonb(listed) - 'position' ORDER BY position, code)
FROM (
    SELECT indicator.position, indicator.code, indicator.name_fa, indicator.name_en,
           indicator.unit_fa, indicator.unit_en,
           indicator.kind, indicator.direction, indicator.decimals, indicator.per,
           indicator.block_numerator, indicator.block_denominator,
           indicator.synthetic OR COALESCE(bool_or(figure.synthetic), false) AS synthetic,
           figure.year,
           max(figure.published_value) FILTER (WHERE figure.area_code = $1) AS county,
           max(figure.published_value) FILTER (WHERE figure.area_code = $2) AS province
    FROM layers_indicator AS indicator
    LEFT JOIN LATERAL (
        SELECT max(year) AS year
        FROM layers_measurement
        WHERE indicator_id = indicator.id
          AND area_code IN ($1, $2)
          AND is_preferred
          AND published_value IS NOT NULL
    ) AS newest ON true
    LEFT JOIN layers_measurement AS figure
      ON figure.indicator_id = indicator.id
     AND figure.year = newest.year
     AND figure.area_code IN ($1, $2)
     AND figure.is_preferred
    GROUP BY indicator.id, figure.year
) AS listed
