"""The money: what a request costs, and immutable entries that say what was held, spent and released.

Exactly one reserve per generation and at most one settle or release; the database holds both rules.
"""
