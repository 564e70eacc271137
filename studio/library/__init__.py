"""What we keep: the bytes of everything a team made or uploaded, private and hashed.

Bytes are written before the row says so. An asset does not know how it was made; it carries its recipe as
plain facts, so that it can still say so when everything above it is gone.
"""
