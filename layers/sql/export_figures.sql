JOIN jsonb_to_recordset(%(figures)s::jsonb) AS figure (
    code text, indicator text, year_jalali integer, value float8, unit text,
    rank integer, rank_of integer, flags text, boundary_note text
) ON figure.code = feature.code
