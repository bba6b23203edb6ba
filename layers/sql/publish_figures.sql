-- Input: the ids of all withheld measurements, then for each whether it only protects others.
-- Sets what may be shown of every figure; rows that already say so are left alone. A published
-- value is rounded as it is displayed, half away from zero.
WITH withheld (id, protects_others) AS (
    SELECT * FROM unnest(%s::bigint[], %s::boolean[])
),
shown AS MATERIALIZED (
    SELECT measurement.id,
           CASE
               WHEN withheld.id IS NULL THEN ''
               WHEN withheld.protects_others THEN 'secondary'
               ELSE 'primary'
           END AS suppression,
           CASE WHEN withheld.id IS NULL
                THEN round(measurement.value::numeric, indicator.decimals)::float8 END AS value,
           CASE WHEN withheld.id IS NULL THEN measurement.numerator END AS numerator,
           CASE WHEN measurement.denominator >= 5 THEN measurement.denominator END AS denominator
    FROM layers_measurement AS measurement
    JOIN layers_indicator AS indicator ON indicator.id = measurement.indicator_id
    LEFT JOIN withheld ON withheld.id = measurement.id
)
UPDATE layers_measurement AS measurement
SET suppression = shown.suppression,
    published_value = shown.value,
    published_numerator = shown.numerator,
    published_denominator = shown.denominator
FROM shown
WHERE shown.id = measurement.id
  AND (measurement.suppression, measurement.published_value,
       measurement.published_numerator, measurement.published_denominator)
      IS DISTINCT FROM
      (shown.suppression, shown.value, shown.numerator, shown.denominator)
