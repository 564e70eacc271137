"""Manners that every page shares: bodies, headers, static files, tags, errors, and the one guarded fetch."""
