-- Input: %(edition_id)s or null for the editions in force, %(level)s and %(code)s of one area,
-- %(parent)s = the area that holds it, %(contexts)s = codes of the areas to rank within. One output
-- row = one indicator and context: the year (layers_newest_years of the areas of the level inside
-- the parent), the rank of the area's published figure among those of its level inside the context
-- (1 = most deprived, or greatest; equal figures share a rank), the number of ranked areas, and
-- their least, median and greatest; the median of an even number of figures is rounded to the
-- indicator's decimals. Uses area_level_province, one_preferred_figure and measurement_lookup.
WITH peer AS (
    SELECT area.code, area.province_code, area.county_code
    FROM layers_area AS area
    JOIN layers_shown_editions(%(level)s, %(edition_id)s) USING (edition_id, province_code)
    WHERE area.level = %(level)s
),
newest AS (
    SELECT indicator_id, year
    FROM layers_newest_years(ARRAY(
        SELECT code
        FROM peer
        WHERE %(parent)s = 'IR' OR %(parent)s IN (province_code, county_code)
    ))
),
asked AS MATERIALIZED (
    SELECT newest.indicator_id, newest.year, own.value,
           CASE indicator.direction WHEN 'better' THEN -1 ELSE 1 END AS worse,
           indicator.decimals
    FROM newest
    JOIN layers_indicator AS indicator ON indicator.id = newest.indicator_id
    LEFT JOIN layers_publishedfigure AS own
      ON own.area_code = %(code)s
     AND own.indicator_id = newest.indicator_id
     AND own.year = newest.year
),
compared AS MATERIALIZED (
    SELECT asked.indicator_id, peer.province_code, peer.county_code,
           figure.value,
           asked.value * asked.worse < figure.value * asked.worse AS is_before
    FROM asked
    JOIN layers_publishedfigure AS figure
      ON figure.indicator_id = asked.indicator_id
     AND figure.year = asked.year
     AND figure.value IS NOT NULL
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
