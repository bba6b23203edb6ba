-- Input: ids of blocks; for each, the bits hidden before and the bits hidden now. Adds the
-- difference in published counts to every square that holds one of the blocks. Uses the primary key
-- of block and the unique index on blockcell (zoom, x, y).
WITH change AS (
    SELECT {column} AS x,
           {row} AS y,
           (hidden_now <> 0)::int - (hidden_before <> 0)::int AS hidden_blocks,
           {differences}
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS changed (id, hidden_before, hidden_now)
    JOIN layers_block AS block ON block.id = changed.id
),
difference AS (
    SELECT square.zoom,
           x >> ({finest} - square.zoom) AS x,
           y >> ({finest} - square.zoom) AS y,
           sum(hidden_blocks) AS hidden_blocks,
           {sums}
    FROM change
    CROSS JOIN generate_series({coarsest}, {finest}) AS square (zoom)
    GROUP BY 1, 2, 3
)
UPDATE layers_blockcell AS cell
SET hidden_blocks = cell.hidden_blocks + difference.hidden_blocks,
    {totals}
FROM difference
WHERE cell.zoom = difference.zoom AND cell.x = difference.x AND cell.y = difference.y
