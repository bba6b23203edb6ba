JOIN jsonb_to_recordset(%(figures)s::jsonb) AS figure (
    code text, synthetic boolean{columns}
) ON figure.code = feature.code
