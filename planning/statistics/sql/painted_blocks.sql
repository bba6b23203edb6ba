-- The painted blocks ($1, ids), all of them counted. Part of public_bounds.sql.
touched AS (
    SELECT id, true AS is_whole
    FROM unnest($1) AS id
)
