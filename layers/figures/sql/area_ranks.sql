-- Input: %(edition_id)s or null for the editions in force, %(level)s and %(code)s of one area,
-- %(parent)s = the area that holds it, %(contexts)s = codes of areas to rank within.
-- One output row = one indicator and context: the year (the newest with a preferred figure for
-- any area of the level inside the parent, as in indicator_years.sql), the place of the area's
-- published figure among those of its level inside the context (1 = most deprived, or greatest;
-- equal figures share a place), how many are placed, and their least, median and greatest; the
-- median of an even number of figures is rounded as figures of the indicator are.
-- Uses area_level_province, one_preferred_figure and measurement_lookup.
WITH edition AS (
    SELECT edition_id, province_code
    FROM layers_currentedition
    WHERE level = %(level)s AND %(edition_id)s::bigint IS NULL
    UNION ALL
    SELECT id, unnest(provinces)
    FROM layers_edition
    WHERE id = %(edition_id)s AND level = %(level)s AND is_published
),
peer AS (
    SELECT area.code, area.province_code, area.county_code
    FROM layers_area AS area
    JOIN edition USING (edition_id, province_code)
    WHERE area.level = %(level)s
),
newest AS (
    SELECT figure.indicator_id, max(figure.year) AS year
    FROM peer
    JOIN layers_measurement AS figure ON figure.area_code = peer.code AND figure.is_preferred
    WHERE %(parent)s = 'IR' OR %(parent)s IN (peer.province_code, peer.county_code)
    GROUP BY figure.indicator_id
),
asked AS MATERIALIZED (
    SELECT newest.indicator_id, newest.year, own.published_value AS value,
           CASE indicator.direction WHEN 'better' THEN -1 ELSE 1 END AS worse,
           indicator.decimals
    FROM newest
    JOIN layers_indicator AS indicator ON indicator.id = newest.indicator_id
    LEFT JOIN layers_measurement AS own
      ON own.area_code = %(code)s
     AND own.indicator_id = newest.indicator_id
     AND own.year = newest.year
     AND own.is_preferred
),
compared AS MATERIALIZED (
    SELECT asked.indicator_id, peer.province_code, peer.county_code,
           figure.published_value AS value,
           asked.value * asked.worse < figure.published_value * asked.worse AS is_before
    FROM asked
    JOIN layers_measurement AS figure
      ON figure.indicator_id = asked.indicator_id
     AND figure.year = asked.year
     AND figure.is_preferred
     AND figure.published_value IS NOT NULL
    JOIN peer ON peer.code = figure.area_code
)
SELECT asked.indicator_id, asked.year, context.code,
       count(*) FILTER (WHERE compared.is_before) + 1 AS place,
       count(compared.value) AS place_of,
       min(compared.value),
       round(
           percentile_cont(0.5) WITHIN GROUP (ORDER BY compared.value)::numeric, asked.decimals
       )::double precision,
       max(compared.value)
FROM asked
CROSS JOIN unnest(%(contexts)s::text[]) AS context (code)
LEFT JOIN compared
  ON compared.indicator_id = asked.indicator_id
 AND (context.code = 'IR' OR context.code IN (compared.province_code, compared.county_code))
GROUP BY asked.indicator_id, asked.year, asked.decimals, context.code
ORDER BY asked.indicator_id, context.code
