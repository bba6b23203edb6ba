-- Input: first the ids of measurements withheld only to protect others, then of all withheld.
-- Sets what may be shown of every figure; rows that already
-- say so are left alone. A published value is rounded as it is displayed, half away from zero.
WITH figure AS (
    SELECT measurement.id,
           CASE
               WHEN measurement.id = ANY (%s) THEN 'secondary'
               WHEN measurement.id = ANY (%s) THEN 'primary'
               ELSE ''
           END AS suppression,
           round(measurement.value::numeric, indicator.decimals)::float8 AS value,
           measurement.numerator,
           measurement.denominator
    FROM layers_measurement AS measurement
    JOIN layers_indicator AS indicator ON indicator.id = measurement.indicator_id
),
shown AS (
    SELECT id, suppression,
           CASE WHEN suppression = '' THEN value END AS value,
           CASE WHEN suppression = '' THEN numerator END AS numerator,
           CASE WHEN denominator >= 5 THEN denominator END AS denominator
    FROM figure
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
RETURNING measurement.area_code
