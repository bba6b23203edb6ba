feature.level = %(level)s AND (feature.edition_id, feature.province_code) IN (
    SELECT edition_id, province_code
    FROM layers_shown_editions(%(level)s, %(edition_id)s)
)
