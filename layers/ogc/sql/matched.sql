-- Input: as of items.sql. One row: how many features match; with a limit, at most so many.
SELECT count(*)
FROM (
    SELECT
    FROM {table} AS feature
    {figure_join}
    WHERE {edition}
      AND (%(ids)s::bigint[] IS NULL OR feature.id = ANY(%(ids)s))
      AND {condition}
    {limit}
) AS matching
