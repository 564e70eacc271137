"""A song of the library put under a clip of the library: chosen, cut, heard beforehand, kept as a new clip.

Nothing is asked of MiniMax and nothing is spent. `mux.py` and `limit.py` know no Django and run in a child process.
"""
