-- Input: a statement that reads a selection. One output row = the number of its rows.
SELECT count(*) FROM ({rows}) AS counted
