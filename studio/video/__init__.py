"""Clips from words, from a picture, between two frames, of a subject, or from one of MiniMax's templates."""
