-- Input: smallest, the least count that is published; the ids of all suppressed measurements; for each, whether it only protects others. Sets
-- the published values of every figure; unchanged rows are not written. A rate of persons without
-- its count is suppressed too: it may be made of three. The denominator of a rate is not published
-- if a count of the same area and year is suppressed: it may be that count. A published value is
-- rounded as displayed, half away from zero. Of a figure that was measured in a drawn area only
-- what people out of scope measure is published.
WITH withheld (id, protects_others) AS (
    SELECT * FROM unnest(%s::bigint[], %s::boolean[])
),
judged AS (
    SELECT measurement.*,
           indicator.decimals,
           indicator.kind,
           CASE
               WHEN is_measured AND public_value IS NULL THEN 'secondary'
               WHEN is_measured THEN ''
               WHEN withheld.protects_others THEN 'secondary'
               WHEN withheld.id IS NOT NULL THEN 'primary'
               WHEN indicator.counts_persons AND indicator.kind = 'rate'
                    AND measurement.numerator IS NULL THEN 'uncounted'
               ELSE ''
           END AS verdict
    FROM layers_measurement AS measurement
    JOIN layers_indicator AS indicator ON indicator.id = measurement.indicator_id
    LEFT JOIN withheld ON withheld.id = measurement.id
),
hiding AS (
    SELECT DISTINCT area_code, year
    FROM judged
    WHERE kind = 'count' AND verdict <> '' AND NOT is_measured
),
shown AS MATERIALIZED (
    SELECT id,
           verdict AS suppression,
           CASE WHEN verdict <> '' THEN NULL WHEN is_measured THEN public_value
                ELSE round(value::numeric, decimals)::float8
           END AS value,
           CASE WHEN verdict <> '' THEN NULL WHEN is_measured THEN public_low ELSE low
           END AS low,
           CASE WHEN verdict <> '' THEN NULL WHEN is_measured THEN public_high ELSE high
           END AS high,
           CASE WHEN verdict <> '' THEN NULL WHEN is_measured THEN public_numerator ELSE numerator
           END AS numerator,
           CASE WHEN is_measured THEN public_denominator
                WHEN denominator >= {smallest} AND hiding.year IS NULL THEN denominator
           END AS denominator
    FROM judged
    LEFT JOIN hiding USING (area_code, year)
)
UPDATE layers_measurement AS measurement
SET suppression = shown.suppression,
    was_published = measurement.was_published OR shown.value IS NOT NULL,
    published_value = shown.value,
    published_low = shown.low,
    published_high = shown.high,
    published_numerator = shown.numerator,
    published_denominator = shown.denominator
FROM shown
WHERE shown.id = measurement.id
  AND (measurement.suppression, measurement.published_value,
       measurement.published_low, measurement.published_high,
       measurement.published_numerator, measurement.published_denominator)
      IS DISTINCT FROM
      (shown.suppression, shown.value, shown.low, shown.high, shown.numerator, shown.denominator)
