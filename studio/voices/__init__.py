"""The team's voices: cloned from a sample, designed from words, and their life at MiniMax.

It knows when a voice dies and what its first use costs; who speaks with it is another room's matter. No clone without
a consent: the recipe itself asks for it.
"""
