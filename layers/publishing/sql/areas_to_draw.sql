-- Input: a level. Returns the boundaries (Web Mercator) of the editions of the level in which an
-- area with a boundary has no shape for the largest zoom: new editions, and changed ones.
SELECT edition_id, id, ST_AsBinary(boundary_3857)
FROM layers_area
WHERE boundary IS NOT NULL
  AND edition_id IN (
      SELECT area.edition_id
      FROM layers_area AS area
      LEFT JOIN layers_areashape AS shape ON shape.area_id = area.id AND shape.zoom = {full_zoom}
      WHERE area.level = %s AND area.boundary IS NOT NULL AND shape.id IS NULL
  )
ORDER BY edition_id, id
