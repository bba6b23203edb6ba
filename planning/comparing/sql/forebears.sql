-- Input: %(codes)s of areas. One row = a code and the other codes from which it came, through all
-- published editions. UNION drops repetitions, so that a circle of codes ends.
WITH RECURSIVE step AS (
    SELECT DISTINCT after.code, before.code AS former
    FROM layers_lineage AS lineage
    JOIN layers_area AS after ON after.id = lineage.after_id
    JOIN layers_area AS before ON before.id = lineage.before_id
    JOIN layers_edition AS edition ON edition.id = after.edition_id
    WHERE edition.is_published
      AND before.code <> after.code
),
forebear AS (
    SELECT code, former
    FROM step
    WHERE code = ANY (%(codes)s)
    UNION
    SELECT forebear.code, step.former
    FROM forebear
    JOIN step ON step.code = forebear.former
)
SELECT code, array_agg(former ORDER BY former)
FROM forebear
GROUP BY code
