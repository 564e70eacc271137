"""Conversations of a team and the replies that are streamed into them.

What a person wrote is shown as it is; what a model wrote becomes HTML in `markup.py` and nowhere else, late and off
the event loop. It knows no other workroom: what a tool makes is a generation like any other.
"""
