-- Input: %(province)s, %(county)s. One row: the numerator and denominator of all blocks of the county.
-- Uses block_membership.
SELECT COALESCE(sum({numerator}), 0)::float8, COALESCE(sum({denominator}), 0)::float8
FROM layers_block AS block
{join_substitutes}
WHERE (block.province_code, block.county_code) = (%(province)s, %(county)s)
