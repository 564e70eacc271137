"""What MiniMax offers: models, what each can do, limits, prices, templates.

Shipped as data files in `studio/data/`, loaded into tables that the admin edits. An upgrade brings new
facts and never overwrites a row that an administrator changed. Everybody asks `catalogue.ask`.
"""
