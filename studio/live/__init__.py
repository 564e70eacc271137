"""The socket: who hears what, thin messages, and how a fragment travels.

It asks the rooms above who may listen (`feeds.py`) and knows no owner by name. A message may be lost:
the page says what it has, and gets what it lacks.
"""
