"""What a model may call: the studio's own tools, and a team's.

A tool says what it is called with (a JSON schema), what a call costs, and does it. Failures are `Trouble`, told to the
model in words. `registry.py` knows which a conversation has; nothing here knows of rounds and of asking.
"""
