"""MiniMax files: a window onto the store that MiniMax keeps for the team's account.

The room owns no table. What lies there is MiniMax's word, asked for each time; what of it this studio needs is read
from the rooms below: results, running work, temporary voices, kept assets. Whoever else uses the same account has files
there too, so nothing is ever deleted unasked.
"""
