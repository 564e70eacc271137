"""Who works together, as what, and through which connection to MiniMax.

A team object in a view means that its caller belongs to it: `access.team_view` is the only door.
"""
