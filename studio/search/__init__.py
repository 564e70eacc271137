"""Full text for the rows of any room, on SQLite and on PostgreSQL alike.

A room keeps a column with `words.split(text)` (`fields.SearchedField` fills it), gives it an index with
`index.FullText` in a migration, filters with `index.matching`, and shows `excerpts.excerpt` of a hit. The index belongs
to the column, so nothing is written twice by hand. It knows no model, owns no table, and ranks nothing.
"""
