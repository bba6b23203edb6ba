-- Input: smallest, the least count that is published; the ids of all suppressed measurements; for each, whether it only protects others. Sets
-- the published values of every figure; unchanged rows are not written. A rate of persons without
-- its count is suppressed too: it may be made of three. The denominator of a rate is not published
-- if a count of the same area and year is suppressed: it may be that count. A published value is
-- rounded as displayed, half away from zero.
WITH suppressed (id, protects_others) AS (
    SELECT * FROM unnest(%s::bigint[], %s::boolean[])
),
judged AS (
    SELECT measurement.*,
           indicator.decimals,
           indicator.kind,
           CASE
               WHEN suppressed.protects_others THEN 'secondary'
               WHEN suppressed.id IS NOT NULL THEN 'primary'
               WHEN indicator.counts_persons AND indicator.kind = 'rate'
                    AND measurement.numerator IS NULL THEN 'uncounted'
               ELSE ''
           END AS verdict
    FROM layers_measurement AS measurement
    JOIN layers_indicator AS indicator ON indicator.id = measurement.indicator_id
    LEFT JOIN suppressed ON suppressed.id = measurement.id
),
hiding AS (
    SELECT DISTINCT area_code, year FROM judged WHERE kind = 'count' AND verdict <> ''
),
shown AS MATERIALIZED (
    SELECT id,
           verdict AS suppression,
           CASE WHEN verdict = '' THEN round(value::numeric, decimals)::float8 END AS value,
           CASE WHEN verdict = '' THEN numerator END AS numerator,
           CASE WHEN denominator >= {smallest} AND hiding.year IS NULL THEN denominator END AS denominator
    FROM judged
    LEFT JOIN hiding USING (area_code, year)
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
