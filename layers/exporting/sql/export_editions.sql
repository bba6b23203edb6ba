feature.level = %(level)s AND CASE
    WHEN %(edition_id)s::bigint IS NULL THEN EXISTS (
        SELECT FROM layers_currentedition AS current
        WHERE current.edition_id = feature.edition_id
          AND current.province_code = feature.province_code
    )
    ELSE feature.edition_id = %(edition_id)s
END
