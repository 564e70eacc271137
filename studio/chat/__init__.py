"""Conversations of one person with models, the replies that are streamed into them, and the tools that models use.

What a person wrote is shown as it is; what a model wrote becomes HTML in `markup.py` and nowhere else, late and off
the event loop. It knows the rooms below by their forms alone: what a tool makes is a generation like any other.
"""
