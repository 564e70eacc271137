"""Conformance: does a host answer as MiniMax's pages promise, in both dialects?

The client goes through every operation against a connection; each answers as expected or says how not. Costly
operations are left out on a live host unless they are asked for. `manage.py conform` prints the table, the admin keeps
the runs.
"""
