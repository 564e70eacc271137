"""People: who they are, how they sign in and out, the links that let them in once.

A person exists without a team; this room knows no other.
"""
