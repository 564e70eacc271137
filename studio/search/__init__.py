"""Full text for the rows of any room, on SQLite and on PostgreSQL alike.

A room keeps a column with `words.split(text)`, gives it an index with `index.FullText` in a migration, and filters
with `index.matching`. The index belongs to the column, so nothing is written twice by hand. It knows no model,
owns no table, and ranks nothing.
"""
