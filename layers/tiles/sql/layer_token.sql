-- One row: twelve hexadecimal digits that change with anything a layer shows: its data in any
-- province, the editions in force and published, the build of the tiles.
SELECT left(md5(concat_ws(
    ';',
    {build},
    (SELECT string_agg(province_code || ':' || version, ',' ORDER BY province_code)
     FROM layers_layerversion
     WHERE layer = {layer}),
    (SELECT string_agg(province_code || ':' || edition_id, ',' ORDER BY province_code)
     FROM layers_currentedition
     WHERE level = {level}),
    (SELECT string_agg(id::text, ',' ORDER BY id)
     FROM layers_edition
     WHERE level = {level} AND is_published)
)), 12)
